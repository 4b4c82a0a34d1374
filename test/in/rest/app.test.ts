import { describe, expect, test } from "vitest";
import { silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import { restApp } from "../../../src/in/rest/app.ts";
import { desk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into answers freely; a wrong shape fails the test
type Json = any;

async function rest() {
  const parts = await desk();
  const app = restApp({ ...parts, token: new Secret("t0ken"), log: silentLog });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.request(`/api/v1${path}`, {
      method,
      headers: { authorization: "Bearer t0ken", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Json };
  };
  return {
    ...parts,
    ask,
    get: (path: string) => ask("GET", path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => ask("POST", path, body ?? {}, headers),
  };
}

const sev1 = {
  severity: "sev1",
  title: "Gateway returns 503",
  components: ["Gateway (HTTP liveness)"],
  symptom: "503s",
  impact: "no calls pass",
};

describe("an incident over REST", () => {
  test("is declared, worked and resolved by the same verbs", async () => {
    const { post, get } = await rest();
    const declared = await post("/incidents", sev1);
    expect(declared.status).toBe(201);
    expect(declared.headers.get("location")).toBe("/api/v1/incidents/1");
    expect(declared.body).toMatchObject({
      number: 1,
      severity: "SEV1",
      stage: "INVESTIGATING",
      title: "Gateway returns 503",
      channel: { id: null },
    });
    expect(declared.body.deadlines.map(({ kind }: Json) => kind)).toEqual(
      expect.arrayContaining(["ack", "first-update", "mitigation", "resolution"]),
    );

    expect((await post("/incidents/1/ack")).body.acknowledged_at).toMatch(/Z$/);
    const updated = await post("/incidents/1/update", { stage: "INVESTIGATING" });
    expect(updated.status).toBe(200);
    expect(updated.body.updates[0]).toMatchObject({ stage: "INVESTIGATING", audience: "public" });
    expect(updated.body.updates[0].text).toMatch(/^\[INVESTIGATING\] Gateway \(HTTP liveness\) — 503s\nPosted: /);
    expect((await post("/incidents/1/mitigated", { how: "rolled back" })).status).toBe(200);
    const resolved = await post("/incidents/1/resolve", { root_cause: "A bad release." });
    expect(resolved.body).toMatchObject({ stage: "RESOLVED", resolved_at: expect.stringMatching(/Z$/) });
    expect((await get("/incidents?state=closed")).body.incidents).toHaveLength(1);
    expect((await get("/incidents")).body.incidents).toHaveLength(0);
  });

  test("is shown as the contract says", async () => {
    const { post, get } = await rest();
    await post("/incidents", sev1);
    const { body } = await get("/incidents/1");
    for (const name of "number title kind severity stage private components detected_at declared_at acknowledged_at mitigated_at resolved_at closed_at channel roles deadlines updates timeline alerts postmortem actions".split(
      " ",
    )) {
      expect(body).toHaveProperty(name);
    }
    expect(body.timeline[0]).toMatchObject({ id: 1, kind: "alert", by: "the API" });
  });

  test("names the field that is missing, wrong or unknown", async () => {
    const { post } = await rest();
    const missing = await post("/incidents", { title: "x" });
    expect(missing.status).toBe(400);
    expect(missing.headers.get("content-type")).toContain("application/problem+json");
    expect(missing.body.errors).toEqual([{ field: "severity", pointer: "/severity", detail: "This is needed." }]);
    expect((await post("/incidents", { ...sev1, severity: "sev9" })).body.errors[0].field).toBe("severity");
    expect((await post("/incidents", { ...sev1, severty: "sev1" })).body.errors[0].detail).toContain(
      "Did you mean severity?",
    );
    expect((await post("/incidents", { ...sev1, title: "x".repeat(500) })).body).toMatchObject({
      status: 422,
      code: "title-too-long",
      errors: [{ field: "title" }],
    });
    expect((await post("/incidents", "[1]")).status).toBe(400);
    expect((await post("/incidents", "{")).status).toBe(400);
  });

  test("is not there, or the verb is not", async () => {
    const { post, get } = await rest();
    expect((await get("/incidents/7")).status).toBe(404);
    expect((await post("/incidents/7/ack")).status).toBe(404);
    await post("/incidents", sev1);
    expect((await post("/incidents/1/resolv")).body.detail).toContain("Did you mean resolve?");
    expect((await post("/incidents/1/declare")).status).toBe(404);
  });

  test("refuses with the state's reason and changes nothing", async () => {
    const { post } = await rest();
    await post("/incidents", sev1);
    await post("/incidents/1/ack");
    const again = await post("/incidents/1/ack");
    expect(again).toMatchObject({ status: 409, body: { code: "already-acknowledged" } });
  });
});

describe("who may ask", () => {
  test("only the holder of the token, and no foreign page", async () => {
    const { ask } = await rest();
    expect((await ask("GET", "/incidents", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await ask("GET", "/incidents", undefined, { authorization: "" })).status).toBe(401);
    expect((await ask("GET", "/incidents", undefined, { origin: "https://evil.example" })).status).toBe(403);
  });

  test("a body that is too large or encoded is refused", async () => {
    const { post } = await rest();
    expect((await post("/incidents", { ...sev1, title: "x".repeat(300_000) })).status).toBe(413);
    expect((await post("/incidents", sev1, { "content-encoding": "gzip" })).status).toBe(415);
    expect((await post("/incidents", "a=b", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
  });
});

describe("Idempotency-Key", () => {
  test("the same request is done once and answered alike", async () => {
    const { post, get } = await rest();
    const headers = { "idempotency-key": "k-1" };
    const [first, second] = [await post("/incidents", sev1, headers), await post("/incidents", sev1, headers)];
    expect(second.body).toEqual(first.body);
    expect(second.status).toBe(201);
    expect((await get("/incidents?state=all")).body.incidents).toHaveLength(1);
  });

  test("at the same time, too", async () => {
    const { post, get } = await rest();
    const headers = { "idempotency-key": "k-1" };
    const both = await Promise.all([post("/incidents", sev1, headers), post("/incidents", sev1, headers)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await get("/incidents?state=all")).body.incidents).toHaveLength(1);
  });

  test("another request under it is refused; one that was refused may come again", async () => {
    const { post } = await rest();
    const headers = { "idempotency-key": "k-1" };
    await post("/incidents", sev1, headers);
    expect((await post("/incidents", { ...sev1, title: "Other" }, headers)).status).toBe(422);
    expect((await post("/incidents", { title: "x" }, { "idempotency-key": "k-2" })).status).toBe(400);
    expect(
      (await post("/incidents", { ...sev1, title: "Keystore is down" }, { "idempotency-key": "k-2" })).status,
    ).toBe(201);
  });
});

describe("lists", () => {
  test("page by page, newest first", async () => {
    const { post, get } = await rest();
    for (const title of ["one", "two", "three"]) await post("/incidents", { severity: "SEV3", title });
    const first = (await get("/incidents?state=all&limit=2")).body;
    expect(first.incidents.map(({ number }: Json) => number)).toEqual([3, 2]);
    const second = (await get(`/incidents?state=all&limit=2&cursor=${first.next_cursor}`)).body;
    expect(second.incidents.map(({ number }: Json) => number)).toEqual([1]);
    expect(second.next_cursor).toBeNull();
  });

  test("name what cannot be read in the query", async () => {
    const { get } = await rest();
    expect((await get("/incidents?state=foo")).body.errors[0].field).toBe("state");
    expect((await get("/incidents?limit=0")).status).toBe(400);
    expect((await get("/incidents?cursor=%20x")).status).toBe(400);
    expect((await get("/alerts?state=all")).body).toEqual({ alerts: [], next_cursor: null });
    expect((await get("/outbox")).status).toBe(200);
  });
});

test("the document describes every verb of an incident with its fields", async () => {
  const { get, router } = await rest();
  const { body } = await get("/openapi.json");
  for (const { verb, where } of router.commands) {
    if (where === "incident") expect(body.paths).toHaveProperty([`/api/v1/incidents/{number}/${verb}`]);
  }
  const schema = body.paths["/api/v1/incidents"].post.requestBody.content["application/json"].schema;
  expect(schema.required).toEqual(["severity", "title"]);
  expect(schema.properties.severity.enum).toEqual(["SEV1", "SEV2", "SEV3", "SEV4"]);
});

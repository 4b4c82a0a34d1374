import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import alertmanager from "../../../src/in/sources/alertmanager.ts";
import alertmanagerApi from "../../../src/in/sources/alertmanager-api.ts";
import { type DoorParts, openDoor } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, receivedAt } from "./reading.ts";

const path = "/hooks/alertmanager-api/api/v2/alerts";
const read = (body: unknown) => readAs(alertmanagerApi, body, { rest: "api/v2/alerts" });
const door = (own: Partial<DoorParts> = {}) =>
  openDoor({
    sources: [alertmanagerApi],
    endpoints: [{ source: "alertmanager-api", open: true, secrets: [] }],
    path,
    ...own,
  });
const at = (minutes: number) => new Date(receivedAt + minutes * 60_000).toISOString();

const one = {
  labels: { alertname: "GatewayDown", severity: "critical", empty: "" },
  annotations: { summary: "The gateway is down", runbook_url: "https://ops.example.org/down" },
  startsAt: at(-1),
  endsAt: at(4),
  generatorURL: "http://prometheus.example.org/graph",
};

testHostileBodies(alertmanagerApi, ["labels", "alerts"], [[one], [one, { labels: { alertname: "x" } }]]);

describe("an alert", () => {
  test("fires until its end, and is unknown when nobody pushes that on", () => {
    expect(read([one])).toEqual([
      expect.objectContaining({
        source: "alertmanager-api",
        status: "firing",
        title: "GatewayDown: The gateway is down",
        severityHint: "critical",
        labels: { alertname: "GatewayDown", severity: "critical" },
        startedAt: receivedAt - 60_000,
        staleAfterMs: 4 * 60_000,
        runbookUrl: "https://ops.example.org/down",
        links: [{ title: "Source", url: "http://prometheus.example.org/graph" }],
      }),
    ]);
  });

  test("without an end fires for five minutes", () => {
    expect(read([{ labels: { alertname: "x" } }])).toMatchObject([{ status: "firing", staleAfterMs: 300_000 }]);
    expect(read([{ ...one, endsAt: "0001-01-01T00:00:00Z" }])).toMatchObject([
      { status: "firing", staleAfterMs: 300_000 },
    ]);
  });

  test("whose end has passed is over", () => {
    const [over] = read([{ ...one, endsAt: at(-0.5) }]);
    expect(over).toMatchObject({ status: "resolved", endedAt: receivedAt - 30_000 });
    expect(over?.staleAfterMs).toBeUndefined();
    expect(read([{ ...one, endsAt: at(0) }])).toMatchObject([{ status: "resolved" }]);
  });

  test("whose end has passed by its sender's clock, which runs a little ahead, is over", () => {
    expect(read([{ ...one, endsAt: at(5 / 60) }])).toMatchObject([{ status: "resolved" }]);
    expect(read([{ ...one, endsAt: at(6 / 60) }])).toMatchObject([{ status: "firing" }]);
  });

  test("is the same alert as through an Alertmanager, whatever fingerprint it claims", () => {
    const { empty, ...labels } = one.labels;
    const through = readAs(alertmanager, { alerts: [{ status: "firing", labels }] });
    expect(read([{ ...one, fingerprint: "0" }])[0]?.identity).toBe(through[0]?.identity);
  });
});

describe("the API", () => {
  test.each(["api/v2/alerts", "api/v1/alerts"])("takes a list at %s", async (rest) => {
    const { send, taken } = await door();
    const { status, said } = await send(JSON.stringify([one, { labels: { alertname: "B" } }]), {
      to: `/hooks/alertmanager-api/${rest}`,
    });
    expect([status, said]).toEqual([200, { status: "success" }]);
    expect(taken[0]?.signals).toHaveLength(2);
    expect((await send("[]")).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ["an empty set of labels", [one, { labels: {} }]],
    ["labels that are all empty", [{ labels: { a: "" } }]],
    ["no labels", [{ annotations: {} }]],
    ["no list", { labels: { a: "b" } }],
    ["a list of something else", [1]],
  ])("refuses %s whole", async (_name, body) => {
    const { send, taken } = await door();
    const { status, said } = await send(JSON.stringify(body));
    expect([status, said]).toEqual([400, { status: "error", errorType: "bad_data", error: expect.any(String) }]);
    expect(taken).toEqual([]);
  });

  test("wants a token, and knows no other call", async () => {
    const { send } = await door({
      endpoints: [{ source: "alertmanager-api", open: false, secrets: [new Secret("s")] }],
    });
    expect((await send(JSON.stringify([one]))).status).toBe(401);
    expect((await send(JSON.stringify([one]), { headers: { authorization: "Bearer s" } })).status).toBe(200);
    expect((await send("[]", { to: "/hooks/alertmanager-api/api/v2/silences" })).status).toBe(404);
  });
});

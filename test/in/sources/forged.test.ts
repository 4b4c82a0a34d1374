import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { type Door, type Message, messageOf, openDoor, sources, topicsEndpoint } from "./door.ts";
import { missing, type Payload, payloads, type Vector, vectors } from "./payloads.ts";

/* Every recorded body once more: forged, replayed, cut off and blown up, through the real door into a real store. */

const all = payloads();
const tampered = all.filter(({ status }) => status === "rejected");
const samples = all.filter(({ status }) => status !== "rejected");
const secret = "long, random and known to both";
const limit = 256 * 1024;
const closedEndpoints: Endpoint[] = sources.map(({ name }) => ({
  source: name,
  open: false,
  secrets: [new Secret(secret)],
  limit,
}));
const now = Date.parse("2026-11-21T12:00Z");
const nobody = [{ source: "none", file: "none" } as Payload];
const rows = samples.length > 0 ? samples : nobody;

/** One door with secrets and one without, for what is turned away: it leaves nothing behind that another test could see. */
let closed: Door;
let open: Door;
beforeAll(async () => {
  [closed, open] = [await openDoor({ endpoints: closedEndpoints, at: now }), await openDoor({ at: now })];
});
afterAll(async () => {
  const troubles = [...closed.troubles, ...open.troubles];
  await Promise.all([closed.close(), open.close()]);
  expect(troubles).toEqual([]);
});

/** The door of one test. */
let door: Door | null = null;
afterEach(async () => {
  expect(door?.troubles ?? []).toEqual([]);
  await door?.close();
  door = null;
});
const openedWith = async (endpoints: readonly Endpoint[], at: number = now) => {
  door = await openDoor({ endpoints, at });
  return door;
};

/** A message whose secret is shown in the header that every sender could use. */
function bearing(message: Message, token: string): Message {
  return { ...message, headers: { ...message.headers, authorization: `Bearer ${token}` } };
}

/** How each sender signs; over the bytes, at a time. */
type Signer = (raw: Buffer, key: string, seconds: number) => Record<string, string>;

const hex = (key: string, ...parts: (string | Buffer)[]) => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
};
const signers: Record<string, Signer> = {
  grafana: (raw, key) => ({ "x-grafana-alerting-signature": hex(key, raw) }),
  "pagerduty-webhook": (raw, key) => ({ "x-pagerduty-signature": `v1=${hex(key, raw)}` }),
  sentry: (raw, key) => ({ "sentry-hook-signature": hex(key, raw) }),
  checkly: (raw, key) => ({ "x-checkly-signature": hex(key, raw) }),
  "incident-io": (raw, key, seconds) => ({
    "webhook-id": `msg_${hex(key, raw).slice(0, 8)}`,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${createHmac("sha256", Buffer.from(key, "base64"))
      .update(`msg_${hex(key, raw).slice(0, 8)}.${seconds}.`)
      .update(raw)
      .digest("base64")}`,
  }),
  rootly: (raw, key, seconds) => ({ "x-rootly-signature": `t=${seconds},v1=${hex(key, String(seconds), raw)}` }),
};
/** Those whose signature covers the time: a replay is known by it. */
const signsTime = ["incident-io", "rootly"];

const signed = (sample: Payload, key = secret, seconds = now / 1_000): Message => ({
  ...messageOf(sample),
  headers: { ...sample.headers, ...signers[sample.source]?.(sample.raw, key, seconds) },
});

describe.each(rows)("$source/$file", (sample) => {
  const { source } = sample;
  const peer = sources.find(({ name }) => name === source)?.api !== undefined;

  test("is turned away without a secret or with another one, and let in with the right one", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const { send, handed, count } = closed;
    const before = [handed.length, await count()];
    const message = messageOf(sample);
    expect((await send(message)).status).toBe(401);
    expect((await send(bearing(message, "another one"))).status).toBe(401);
    expect((await send({ ...message, path: withQuery(message.path, "token=another") })).status).toBe(401);
    expect([handed.length, await count()]).toEqual(before);
    expect((await send(bearing(message, secret))).status).toBe(202);
  });

  test("cut off in the middle, nothing of it is taken", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const { send, handed, count } = open;
    const before = await count();
    const message = messageOf(sample);
    for (const share of [0.25, 0.5, 0.75, 0.95]) {
      const from = handed.length;
      const raw = Buffer.from(message.raw).subarray(0, Math.floor(message.raw.length * share));
      const { status } = await send({ ...message, raw });
      // A form has no end that could be missing: what is left of it is none of this sender's, or says all that it needs to.
      if (sample.as !== "form") expect(status).toBe(400);
      else expect(handed.slice(from).filter((one) => one.unread === undefined && !raw.includes("Status="))).toEqual([]);
    }
    if (sample.as !== "form") expect(await count()).toBe(before);
  });

  test("blown up beyond the limit, it is refused before it is read", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const { send, handed } = closed;
    const before = handed.length;
    const message = bearing(messageOf(sample), secret);
    const padding = sample.as === "form" ? `&x=${"x".repeat(limit)}` : " ".repeat(limit);
    const raw = Buffer.concat([Buffer.from(message.raw), Buffer.from(padding)]);
    expect((await send({ ...message, raw })).status).toBe(413);
    expect(handed.length).toBe(before);
  });

  test("replayed, it changes nothing", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const { send, rows: stored, pass } = await openedWith(closedEndpoints);
    const message = bearing(messageOf(sample), secret);
    expect((await send(message)).status).toBe(202);
    const before = await stored();
    await pass(30_000);
    const again = await send(message);
    if (sample.count > 0 && !peer) expect(again).toMatchObject({ status: 200, said: { status: "seen" } });
    else expect(again.status).toBe(202);
    expect(await stored()).toEqual(before);
  });

  if (source in signers) {
    test("signed, it is let in; changed by a byte, or signed with another key, it is not", async (ctx) => {
      if (missing !== null) return ctx.skip(missing);
      const { send, handed, rows: stored } = await openedWith(closedEndpoints);
      const good = signed(sample);
      const changed = Buffer.from(sample.raw);
      const at = changed.lastIndexOf("}");
      const altered = Buffer.concat([changed.subarray(0, at), Buffer.from(" "), changed.subarray(at)]);
      expect((await send({ ...good, raw: altered })).status).toBe(401);
      expect((await send(signed(sample, "bm90IHRoZSBvbmU="))).status).toBe(401);
      expect(handed).toEqual([]);
      expect(await stored()).toEqual([]);
      expect((await send(good)).status).toBe(202);
    });
  }

  if (signsTime.includes(source)) {
    test("signed five minutes ago or more, it is a replay", async (ctx) => {
      if (missing !== null) return ctx.skip(missing);
      const { send, rows: stored, pass } = await openedWith(closedEndpoints);
      const message = signed(sample);
      expect((await send(message)).status).toBe(202);
      const before = await stored();
      await pass(301_000);
      expect((await send(message)).status).toBe(401);
      expect(await stored()).toEqual(before);
    });
  }
});

function withQuery(path = "", query: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

describe("Grafana, where it signs a time, too", () => {
  const endpoints: Endpoint[] = [
    {
      source: "grafana",
      open: false,
      secrets: [new Secret(secret)],
      options: { timestamp_header: "x-grafana-alerting-timestamp" },
    },
  ];

  test("a replay after five minutes is refused", async (ctx) => {
    const sample = samples.find(({ source }) => source === "grafana");
    if (missing !== null || !sample) return ctx.skip(missing ?? "no such sample");
    const { send, pass } = await openedWith(endpoints);
    const time = String(now / 1_000);
    const headers = {
      "x-grafana-alerting-timestamp": time,
      "x-grafana-alerting-signature": hex(secret, `${time}:`, sample.raw),
    };
    expect((await send({ ...messageOf(sample), headers })).status).toBe(202);
    await pass(301_000);
    expect((await send({ ...messageOf(sample), headers })).status).toBe(401);
  });
});

describe("CloudWatch over SNS, whose key is its own", () => {
  const endpoints = [topicsEndpoint(all)];
  const byName = (file: string) => all.find((one) => one.source === "cloudwatch-sns" && one.file === file);

  test.for(["signed-v2-alarm.json", "signed-v1-ok.json"])("%s is let in, once", async (file, ctx) => {
    const sample = byName(file);
    if (missing !== null || !sample) return ctx.skip(missing ?? "no such sample");
    const { send, rows: stored, pass, called } = await openedWith(endpoints);
    expect((await send(messageOf(sample))).status).toBe(202);
    const before = await stored();
    expect(before).toHaveLength(1);
    // Its retries go on for an hour, and its own id tells each.
    await pass(3_600_000);
    expect(await send(messageOf(sample))).toMatchObject({ status: 200, said: { status: "seen" } });
    expect(await stored()).toEqual(before);
    expect(called).toHaveLength(1);
  });

  test("what was changed after it was signed is refused, what was never signed, too", async (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const { send, handed } = await openedWith(endpoints);
    const unsigned = [byName("alarm-bucketbytes.json"), byName("subscription-confirmation.json")];
    for (const sample of [...tampered, ...unsigned])
      if (sample) expect((await send(messageOf(sample))).status, sample.file).toBe(401);
    expect(handed).toEqual([]);
  });

  test("a token lets a subscription in, and does not confirm it: only its signature could", async (ctx) => {
    const sample = byName("subscription-confirmation.json");
    if (missing !== null || !sample) return ctx.skip(missing ?? "no such sample");
    const { send, handed, called } = await openedWith(closedEndpoints);
    expect((await send(bearing(messageOf(sample), secret))).status).toBe(202);
    expect(handed).toEqual([]);
    expect(called.filter((address) => !address.endsWith(".pem"))).toEqual([]);
  });

  test("a certificate from anywhere else is not even looked at", async (ctx) => {
    const sample = byName("signed-v2-alarm.json");
    if (missing !== null || !sample) return ctx.skip(missing ?? "no such sample");
    const { send, called } = await openedWith(endpoints);
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const body = JSON.parse(sample.raw.toString("utf8"));
    for (const address of [
      "http://sns.us-east-1.amazonaws.com/cert.pem",
      "https://sns.us-east-1.amazonaws.com.evil.example/cert.pem",
      "https://user@sns.us-east-1.amazonaws.com/cert.pem",
      "https://sns.us-east-1.amazonaws.com:8443/cert.pem",
      "https://sns.us-east-1.amazonaws.com/cert.txt",
      "https://evil.example/sns.us-east-1.amazonaws.com/cert.pem",
    ]) {
      const text = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        .filter((name) => body[name] !== undefined)
        .map((name) => `${name}\n${body[name]}\n`)
        .join("");
      const Signature = sign("sha256", Buffer.from(text), privateKey).toString("base64");
      const raw = JSON.stringify({ ...body, SigningCertURL: address, SignatureVersion: "2", Signature });
      expect((await send({ ...messageOf(sample), raw })).status, address).toBe(401);
    }
    expect(called).toEqual([]);
  });
});

describe("the recorded signatures, good and bad", () => {
  const sourceOf: Record<string, string> = {
    "pagerduty-v1": "pagerduty-webhook",
    "grafana-hmac": "grafana",
    sentry: "sentry",
    checkly: "checkly",
    svix: "incident-io",
    rootly: "rootly",
    "statuscake-token": "statuscake",
  };
  const given = vectors().map((vector, index) => ({
    name: `${index} ${vector.scheme} ${vector.why ?? ""}`,
    ...vector,
  }));

  test("all of them are there", (ctx) => {
    if (missing !== null) return ctx.skip(missing);
    expect(given).toHaveLength(24);
    expect(given.every(({ scheme }) => scheme in sourceOf)).toBe(true);
  });

  test.for(given.length > 0 ? given : [{ name: "none" } as Vector & { name: string }])("$name", async (vector, ctx) => {
    if (missing !== null) return ctx.skip(missing);
    const source = sourceOf[vector.scheme] ?? "";
    const sample = all.find((one) => `${one.source}/${one.file}` === vector.file);
    if (!sample) throw new Error(`there is no ${vector.file}`);
    const options = vector.timestampHeader ? { timestamp_header: vector.timestampHeader } : {};
    const endpoints: Endpoint[] = [{ source, open: false, secrets: [new Secret(vector.secret)], options }];
    const { send, handed } = await openedWith(endpoints, vector.now === undefined ? now : vector.now * 1_000);
    const body = vector.field
      ? {
          ...sample,
          raw: Buffer.from(JSON.stringify({ ...JSON.parse(String(sample.raw)), [vector.field]: vector.value })),
        }
      : sample;
    const message = messageOf(body);
    const { status } = await send({ ...message, headers: { ...message.headers, ...vector.headers } });
    expect(status).toBe(vector.valid ? 202 : 401);
    expect(handed.length > 0).toBe(vector.valid);
  });
});

import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Http, HttpCall } from "../../../src/base/http.ts";
import { type Log, silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import { NotNow } from "../../../src/in/source.ts";
import cloudwatchSns from "../../../src/in/sources/cloudwatch-sns.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { type DoorParts, openDoor } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf, type Sent } from "./reading.ts";
import { haveSamples, sampleBytes, testSamples } from "./samples.ts";

const topic = "arn:aws:sns:us-east-1:123456789012:sitrep";
const certificateUrl =
  "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-sitreptest00000000000000000000000.pem";
const read = (body: unknown, sent: Sent = {}) => readAs(cloudwatchSns, body, sent);

const alarm = {
  AlarmName: "gateway-5xx",
  AlarmDescription: "5XX rate above 5 %",
  AWSAccountId: "123456789012",
  AlarmArn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:gateway-5xx",
  NewStateValue: "ALARM",
  NewStateReason: "Threshold Crossed",
  StateChangeTime: "2026-11-21T09:41:12.345+0000",
  Region: "US East (N. Virginia)",
  OldStateValue: "OK",
  Trigger: { MetricName: "5XXError", Namespace: "AWS/ApiGateway", Dimensions: [{ name: "ApiName", value: "gateway" }] },
};
const envelope = (Message: unknown, own: object = {}) => ({
  Type: "Notification",
  MessageId: "0d1f2c3b-0000-5000-8000-00000000000a",
  TopicArn: topic,
  Subject: "ALARM",
  Message: typeof Message === "string" ? Message : JSON.stringify(Message),
  Timestamp: "2026-11-21T09:41:12.400Z",
  SignatureVersion: "2",
  SigningCertURL: certificateUrl,
  ...own,
});

testSamples(cloudwatchSns, { apart: ["signed-v2-tampered.json"] });
testHostileBodies(cloudwatchSns, Object.keys(alarm), [alarm, envelope(alarm)]);

describe("an alarm", () => {
  test("is read from the message of its envelope", () => {
    expect(read(envelope(alarm))).toEqual([
      {
        source: "cloudwatch-sns",
        identity: `cloudwatch:${alarm.AlarmArn}`,
        status: "firing",
        title: "gateway-5xx: 5XX rate above 5 %",
        description: "Threshold Crossed",
        severityHint: "ALARM",
        labels: {
          ApiName: "gateway",
          alarm: "gateway-5xx",
          account: "123456789012",
          region: "US East (N. Virginia)",
          namespace: "AWS/ApiGateway",
          metric: "5XXError",
        },
        groupKey: null,
        startedAt: Date.parse("2026-11-21T09:41:12.345Z"),
        eventAt: Date.parse("2026-11-21T09:41:12.345Z"),
        runbookUrl: null,
        links: [],
      },
    ]);
    expect(read(alarm), "raw delivery").toEqual(read(envelope(alarm)));
  });

  test("with line breaks as they are in its texts is one all the same", () => {
    const message = JSON.stringify(alarm).replace("Threshold Crossed", "Threshold\r\nCrossed");
    expect(read(envelope(message))).toMatchObject([
      { identity: `cloudwatch:${alarm.AlarmArn}`, description: "Threshold  Crossed" },
    ]);
  });

  test("that is composite has no trigger", () => {
    const { Trigger, ...composite } = { ...alarm, AlarmRule: "ALARM(a) OR ALARM(b)" };
    expect(read(envelope(composite))).toMatchObject([{ status: "firing", title: "gateway-5xx: 5XX rate above 5 %" }]);
  });

  test.each([
    ["firing", "firing", "info"],
    ["resolved", "resolved", "info"],
    ["ignore", null, null],
  ])("with too little data is %s as it is told", (insufficient_data, status, level) => {
    const signals = read(envelope({ ...alarm, NewStateValue: "INSUFFICIENT_DATA" }), {
      options: { insufficient_data },
    });
    expect(signals.map((one) => [one.status, one.level])).toEqual(status === null ? [] : [[status, level]]);
  });

  test("that is over has its end", () => {
    expect(read(envelope({ ...alarm, NewStateValue: "OK" }))).toMatchObject([
      { status: "resolved", startedAt: null, endedAt: Date.parse("2026-11-21T09:41:12.345Z") },
    ]);
  });

  test("of another endpoint is another alert", () => {
    expect(read(envelope(alarm), { name: "eu" })[0]?.identity).toBe(`cloudwatch@eu:${alarm.AlarmArn}`);
    expect(read(envelope("hello"), { name: "eu" })[0]?.identity).toMatch(/^sns@eu:/);
  });
});

test("what is no alarm is listed under its subject, or its beginning", () => {
  expect(read(envelope("x".repeat(100), { Subject: null }))).toMatchObject([
    { identity: "sns:0d1f2c3b-0000-5000-8000-00000000000a", title: "x".repeat(80), labels: { topic } },
  ]);
  expect(read(envelope('{"AlarmName":"x"}'))).toMatchObject([
    { identity: expect.stringMatching(/^sns:/), title: "ALARM" },
  ]);
});

describe("a signature", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const verify = (body: Buffer | object, { topics = [topic], shown = false, pem = "sampled" } = {}) => {
    const asked: string[] = [];
    const lookUp = async (address: string) => {
      asked.push(address);
      return pem === "sampled" ? sampleBytes("cloudwatch-sns/_test-signing-cert.pem").toString() : pem || null;
    };
    const request = { ...requestOf(body), shown, at: Date.parse("2026-11-21T12:00Z") };
    const options = { topics, insufficient_data: "firing" as const };
    return Promise.resolve(cloudwatchSns.verify?.(request, [], options, lookUp)).then((genuine) => ({
      genuine,
      asked,
    }));
  };
  const sample = (file: string) => JSON.parse(sampleBytes(`cloudwatch-sns/${file}`).toString());

  describe.skipIf(!haveSamples)("of the recorded messages", () => {
    test.each(["signed-v1-ok.json", "signed-v2-alarm.json"])("%s is genuine", async (file) => {
      expect(await verify(sampleBytes(`cloudwatch-sns/${file}`))).toEqual({ genuine: true, asked: [certificateUrl] });
    });

    test.each([
      ["Message", "x"],
      ["Subject", "x"],
      ["Subject", undefined],
      ["MessageId", "x"],
      ["Timestamp", "2026-11-21T09:41:12.401Z"],
      ["Type", "SubscriptionConfirmation"],
      ["Signature", "AAAA"],
      ["Signature", undefined],
      ["SignatureVersion", "1"],
    ])("is none when %s is changed to %s", async (name, value) => {
      expect((await verify({ ...sample("signed-v2-alarm.json"), [name]: value })).genuine).toBe(false);
    });

    test("is none for what was changed after it was signed", async () => {
      expect((await verify(sampleBytes("cloudwatch-sns/signed-v2-tampered.json"))).genuine).toBe(false);
    });

    test("with a certificate that is not there, or is none, is none", async () => {
      expect((await verify(sample("signed-v2-alarm.json"), { pem: "" })).genuine).toBe(false);
      expect((await verify(sample("signed-v2-alarm.json"), { pem: "<html>" })).genuine).toBe(false);
    });

    test("under another key is none", async () => {
      const one = sample("signed-v2-alarm.json");
      const text = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
        .map((name) => `${name}\n${one[name]}\n`)
        .join("");
      one.Signature = sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");
      expect((await verify(one)).genuine).toBe(false);
    });

    test("outside the certificate's time is none", async () => {
      const request = {
        ...requestOf(sampleBytes("cloudwatch-sns/signed-v2-alarm.json")),
        at: Date.parse("1999-01-01T00:00Z"),
      };
      const pem = sampleBytes("cloudwatch-sns/_test-signing-cert.pem").toString();
      const options = { topics: [topic], insufficient_data: "firing" as const };
      expect(await cloudwatchSns.verify?.(request, [], options, async () => pem)).toBe(false);
    });

    test("of a topic that is not named is none, and without names only a secret tells", async () => {
      const one = sample("signed-v2-alarm.json");
      expect(await verify(one, { topics: ["arn:aws:sns:us-east-1:999999999999:sitrep"] })).toEqual({
        genuine: false,
        asked: [],
      });
      expect(await verify(one, { topics: [] })).toEqual({ genuine: false, asked: [] });
      expect((await verify(one, { topics: [], shown: true })).genuine).toBe(true);
    });
  });

  test.each([
    "http://sns.us-east-1.amazonaws.com/cert.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/cert.pem",
    "https://sns.evil.example/cert.pem",
    "https://evil.example/sns.us-east-1.amazonaws.com/cert.pem",
    "https://user@sns.us-east-1.amazonaws.com/cert.pem",
    "https://:pass@sns.us-east-1.amazonaws.com/cert.pem",
    "https://sns.us-east-1.amazonaws.com:8443/cert.pem",
    "https://sns.us-east-1.amazonaws.com/cert.txt",
    "https://sns.us-east-1.amazonaws.com/cert?x=.pem",
    "https://s3.us-east-1.amazonaws.com/cert.pem",
    "https://xsns.us-east-1.amazonaws.com/cert.pem",
    "https://sns.a.amazonaws.com/cert.pem",
    "file:///etc/cert.pem",
    "cert.pem",
    "",
    null,
    5,
  ])("whose certificate is at %s is none, and nobody is asked", async (SigningCertURL) => {
    const one = envelope(alarm, { SigningCertURL, Signature: "AAAA" });
    expect(await verify(one)).toEqual({ genuine: false, asked: [] });
  });

  test.each(["https://sns.cn-north-1.amazonaws.com.cn/c.pem", "https://sns.us-gov-west-1.amazonaws.com/c.pem"])(
    "may have its certificate at %s",
    async (SigningCertURL) => {
      const one = envelope(alarm, { SigningCertURL, Signature: "AAAA" });
      expect((await verify(one, { pem: "" })).asked).toEqual([SigningCertURL]);
    },
  );

  test.each(["3", "", null, 1.5])("of version %s is none", async (SignatureVersion) => {
    const one = envelope(alarm, { SignatureVersion, Signature: "AAAA" });
    expect(await verify(one)).toEqual({ genuine: false, asked: [] });
  });

  test("of what is no message at all is none", async () => {
    for (const body of [Buffer.from("{"), Buffer.from(""), [1], alarm])
      expect(await verify(body as object)).toEqual({ genuine: false, asked: [] });
  });
});

describe("at the door", () => {
  const subscribe = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";
  const closed: Endpoint = { source: "cloudwatch-sns", open: false, secrets: [], options: { topics: [topic] } };
  const path = "/hooks/cloudwatch-sns";
  const subscription = (own: object = {}) =>
    envelope("Visit the address.", {
      Type: "SubscriptionConfirmation",
      Subject: undefined,
      Token: "t",
      SubscribeURL: subscribe,
      ...own,
    });

  /** The internet: Amazon's certificate, and whatever a confirmation is answered with. */
  function internet(confirmed: () => number = () => 200) {
    const called: HttpCall[] = [];
    const http: Http = async (call) => {
      called.push(call);
      const pem = call.url.endsWith(".pem");
      const text = pem ? sampleBytes("cloudwatch-sns/_test-signing-cert.pem").toString() : "";
      return { status: pem ? 200 : confirmed(), headers: {}, text, json: () => null };
    };
    return { called, http };
  }
  /** A door where everything is genuine that says so: the certificate's key is nobody's here. */
  const trusting = (own: Partial<DoorParts> = {}) => {
    const verify: typeof cloudwatchSns.verify = ({ raw }) => Promise.resolve(raw.includes("genuine"));
    return openDoor({ sources: [{ ...cloudwatchSns, verify }], endpoints: [closed], path, ...own });
  };
  const text = { "content-type": "text/plain; charset=UTF-8" };

  test.skipIf(!haveSamples)("a signed alarm fires, and a signed OK ends it; the certificate is got once", async () => {
    const { called, http } = internet();
    const { send, taken } = await openDoor({ sources: [cloudwatchSns], endpoints: [closed], path, http });
    for (const file of ["signed-v2-alarm.json", "signed-v1-ok.json"])
      expect((await send(sampleBytes(`cloudwatch-sns/${file}`), { headers: text })).status).toBe(202);
    expect((await send(sampleBytes("cloudwatch-sns/signed-v2-tampered.json"), { headers: text })).status).toBe(401);
    expect((await send(sampleBytes("cloudwatch-sns/alarm-bucketbytes.json"), { headers: text })).status).toBe(401);
    expect(taken.map(({ key, signals }) => [key, signals[0]?.status])).toEqual([
      ["cloudwatch-sns id 0d1f2c3b-0000-5000-8000-000000000001", "firing"],
      ["cloudwatch-sns id 0d1f2c3b-0000-5000-8000-000000000002", "resolved"],
    ]);
    expect(called.map(({ url }) => url)).toEqual([certificateUrl]);
  });

  test("a genuine subscription is confirmed, once for each time it is asked, and is no alert", async () => {
    const { called, http } = internet();
    const { send, taken } = await trusting({ http });
    const { status, said } = await send(JSON.stringify(subscription({ note: "genuine" })));
    expect([status, said.accepted]).toEqual([202, 0]);
    expect(called).toEqual([{ method: "GET", url: subscribe, redirects: 0, timeoutMs: 5_000 }]);
    expect(taken).toEqual([]);
  });

  test("a confirmation that fails is asked for again by Amazon: until it is done, it is not taken", async () => {
    let answer = 500;
    const { called, http } = internet(() => answer);
    const { send } = await trusting({ http });
    const body = JSON.stringify(subscription({ note: "genuine" }));
    const put = await send(body);
    expect([put.status, put.headers.get("retry-after")]).toEqual([503, "20"]);
    answer = 302;
    expect((await send(body)).status).toBe(503);
    answer = 200;
    expect((await send(body)).status).toBe(202);
    expect(called).toHaveLength(3);
  });

  test.each([
    "https://evil.example/?Action=ConfirmSubscription",
    "http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    "https://sns.us-east-1.amazonaws.com:444/",
    "http://169.254.169.254/latest/meta-data",
  ])("%s is never visited, however genuine", async (SubscribeURL) => {
    const { called, http } = internet();
    const { send } = await trusting({ http });
    expect((await send(JSON.stringify(subscription({ SubscribeURL, note: "genuine" })))).status).toBe(202);
    expect(called).toEqual([]);
  });

  test("the end of a subscription is told, and its address never visited", async () => {
    const lines: [object, string][] = [];
    const log = { ...silentLog, warn: (...line: [object, string]) => lines.push(line) } as unknown as Log;
    const { called, http } = internet();
    const { send, taken } = await trusting({ http, log });
    const body = subscription({ Type: "UnsubscribeConfirmation", note: "genuine" });
    expect((await send(JSON.stringify(body))).status).toBe(202);
    expect([called, taken]).toEqual([[], []]);
    expect(JSON.stringify(lines)).toContain("sends here no more");
  });

  test.each<[string, Partial<Endpoint>, RequestInit, number]>([
    ["forged", {}, {}, 401],
    ["forged, with a token", { secrets: [new Secret("s")] }, { headers: { authorization: "Bearer s" } }, 202],
    ["at an open endpoint", { open: true }, {}, 202],
  ])("a subscription that is %s confirms nothing", async (_name, own, init, expected) => {
    const lines: unknown[] = [];
    const log = { ...silentLog, warn: (...line: unknown[]) => lines.push(line) } as unknown as Log;
    const { called, http } = internet();
    const { send } = await trusting({ http, log, endpoints: [{ ...closed, ...own }] });
    expect((await send(JSON.stringify(subscription()), init)).status).toBe(expected);
    expect(called).toEqual([]);
    expect(lines).toHaveLength(1);
  });

  test("a genuine subscription with a token is confirmed, too", async () => {
    const { called, http } = internet();
    const { send } = await trusting({ http, endpoints: [{ ...closed, secrets: [new Secret("s")], options: {} }] });
    await send(JSON.stringify(subscription({ note: "genuine" })), { to: `${path}?token=s` });
    expect(called).toHaveLength(1);
  });

  test("raw delivery is signed by nobody, and needs a token", async () => {
    const { send, taken } = await trusting({ endpoints: [{ ...closed, secrets: [new Secret("s")] }] });
    expect((await send(JSON.stringify(alarm))).status).toBe(401);
    expect((await send(JSON.stringify(alarm), { to: `${path}?token=s` })).status).toBe(202);
    expect(taken[0]?.signals[0]?.identity).toBe(`cloudwatch:${alarm.AlarmArn}`);
  });

  test("while the certificate cannot be had, Amazon is put off", async () => {
    const http: Http = () => Promise.reject(new NotNow("away"));
    const { send } = await openDoor({ sources: [cloudwatchSns], endpoints: [closed], path, http });
    expect((await send(JSON.stringify(envelope(alarm, { Signature: "AAAA" })))).status).toBe(503);
  });
});

test("an endpoint needs the names of topics, or a secret", () => {
  const options = (own: object) => cloudwatchSns.options?.parse(own) as never;
  expect(cloudwatchSns.provesItself?.(options({ topics: [topic] }))).toBe(true);
  expect(cloudwatchSns.provesItself?.(options({}))).toBe(false);
  expect(() => options({ topics: ["alarms"] })).toThrow(/topic's ARN/);
});

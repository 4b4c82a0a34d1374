import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import sms from "../../../src/out/pagers/sms.ts";
import { aPage, pagerContract } from "./contract.ts";

const sid = `AC${"0".repeat(32)}`;

pagerContract(
  {
    pager: sms,
    settings: (url) => ({ account_sid: sid, auth_token: new Secret("twilio-token"), from: "+15550001", url }),
    good: { status: 201, json: { sid: "SM1", status: "queued" } },
    address: "+15550123",
    secrets: ["twilio-token", "15550123"],
  },
  (bench) => {
    test("sends one short message to the person's number, with its mark", async () => {
      const { there, send } = bench();
      await send("trigger");
      const { path, headers, text } = there.reached[0] ?? { path: "", headers: {}, text: "" };
      const form = new URLSearchParams(text);
      expect(path).toBe(`/2010-04-01/Accounts/${sid}/Messages.json`);
      expect(headers.authorization).toBe(`Basic ${Buffer.from(`${sid}:twilio-token`).toString("base64")}`);
      expect(form.get("To")).toBe("+15550123");
      expect(form.get("Body")).toBe(
        "#12 SEV1 Gateway returns 503\na SEV1 pages at any hour\nhttps://sitrep.example.com/ack/token (sitrep-abc-12-1)",
      );
      await send("trigger", aPage({ title: "x".repeat(3_000) }));
      expect(new URLSearchParams(there.reached[1]?.text).get("Body")?.length).toBeLessThanOrEqual(480);
    });

    test("looks for its mark before it repeats what may have been sent", async () => {
      const { there, sending } = bench();
      const page = aPage({ address: new Secret("+15550123") });
      there.answers({ status: 200, json: { messages: [{ sid: "SM0", body: "other (sitrep-abc-12-2)" }] } });
      expect(await sms.find?.(page, sending() as never)).toBeNull();
      there.answers({ status: 200, json: { messages: [{ sid: "SM9", body: "#12 … (sitrep-abc-12-1)" }] } });
      expect(await sms.find?.(page, sending() as never)).toEqual({ outcome: "delivered", ref: "SM9" });
      expect(there.reached[0]?.method).toBe("GET");
      expect(there.reached[0]?.path).toContain("To=%2B15550123");
    });

    test("waits when the list cannot be had, rather than sending twice", async () => {
      const { there, sending } = bench();
      const page = aPage({ address: new Secret("+15550123") });
      there.answers({ status: 503 });
      expect(await sms.find?.(page, sending() as never)).toMatchObject({ outcome: "later" });
    });

    test("gives a number its plus back, which YAML takes away", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ address: new Secret("15550123") }));
      expect(new URLSearchParams(there.reached[0]?.text).get("To")).toBe("+15550123");
    });

    test("has nobody to send to without a number", async () => {
      const { sending } = bench();
      expect(await sms.send("trigger", aPage(), sending() as never)).toMatchObject({ outcome: "never" });
    });
  },
);

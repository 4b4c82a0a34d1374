import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import ntfy from "../../../src/out/pagers/ntfy.ts";
import { aPage, pagerContract } from "./contract.ts";

const topic = "sitrep-7Kq2mXv9Lr4Tz8Wp1Nd6";

pagerContract(
  {
    pager: ntfy,
    settings: (url) => ({ url, topic: new Secret(topic), token: new Secret("tk_secret") }),
    good: { status: 200, json: { id: "m1", event: "message" } },
    secrets: [topic, "tk_secret"],
  },
  (bench) => {
    test("rings loudest for a SEV1, and offers to acknowledge", async () => {
      const { there, send } = bench();
      await send("trigger");
      expect(there.reached[0]).toMatchObject({
        path: "/",
        json: {
          topic,
          title: "#12 SEV1 Gateway returns 503",
          priority: 5,
          click: "https://acme.slack.com/archives/C01",
          actions: [
            { action: "http", label: "Ack", url: "https://sitrep.example.com/ack/token", method: "POST", clear: true },
            { action: "view", label: "Open channel" },
          ],
        },
      });
      expect(there.reached[0]?.headers).toMatchObject({
        authorization: "Bearer tk_secret",
        "x-sequence-id": "sitrep-abc-12-1",
      });
    });

    test("tells quietly that somebody has it, in the place of the page", async () => {
      const { there, send } = bench();
      await send("acknowledge", aPage({ by: "bob" }));
      expect(there.reached[0]?.json).toMatchObject({ priority: 2, message: "bob acknowledged. Nothing more to do." });
      expect(there.reached[0]?.json.actions).toBeUndefined();
      expect(there.reached[0]?.headers["x-sequence-id"]).toBe("sitrep-abc-12-1");
    });

    test("sends to the person's own topic", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ address: new Secret("bobs-own") }));
      expect(there.reached[0]?.json.topic).toBe("bobs-own");
    });

    test("keeps to 4,096 bytes of message and 1,024 of title", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ title: "ü".repeat(3_000), why: "日".repeat(3_000) }));
      const { title, message } = there.reached[0]?.json ?? {};
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(1_024);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
      expect(message).toMatch(/日…/);
    });

    test("wants a topic on the public server that nobody guesses", () => {
      expect(ntfy.settings.safeParse({ topic: new Secret("sitrep") }).success).toBe(false);
      expect(ntfy.settings.safeParse({ topic: new Secret(topic) }).success).toBe(true);
      expect(ntfy.settings.safeParse({ topic: new Secret("sitrep"), url: "https://ntfy.example.com" }).success).toBe(
        true,
      );
    });
  },
);

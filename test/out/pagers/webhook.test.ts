import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import webhook from "../../../src/out/pagers/webhook.ts";
import { aPage, pagerContract } from "./contract.ts";

const secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const former = "an older secret, not in base64";

const nothing = { text: "", headers: {} as Record<string, string>, json: null };

pagerContract(
  {
    pager: webhook,
    settings: (url) => ({ url: `${url}/pages`, secret: new Secret(secretText) }),
    good: { status: 204 },
    secrets: [secretText, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    anySuccess: true,
  },
  (bench) => {
    test("is signed as Standard Webhooks are, over the bytes that are sent", async () => {
      const { there, send } = bench();
      await send("trigger");
      const { text, headers, json } = there.reached[0] ?? nothing;
      const verifier = new Webhook(secretText);
      const again = verifier.sign(
        String(headers["webhook-id"]),
        new Date(Number(headers["webhook-timestamp"]) * 1_000),
        text,
      );
      expect(headers["webhook-signature"]).toBe(again);
      expect(headers["webhook-id"]).toBe("sitrep-abc-12-1.trigger");
      expect(json).toEqual({
        type: "page.triggered",
        id: "sitrep-abc-12-1.trigger",
        at: "2026-11-21T03:00:00.000Z",
        incident: {
          number: 12,
          title: "Gateway returns 503",
          severity: "sev1",
          level: "critical",
          stage: "INVESTIGATING",
          components: ["Gateway (HTTP liveness)"],
          url: "https://acme.slack.com/archives/C01",
          channel_url: "https://acme.slack.com/archives/C01",
          drill: false,
          private: false,
        },
        target: { kind: "primary", person: "U012AB3CD" },
        links: [
          { rel: "channel", href: "https://acme.slack.com/archives/C01" },
          { rel: "runbook", href: "https://runbooks.example.com/gateway" },
          { rel: "ack_url", href: "https://sitrep.example.com/ack/token" },
        ],
      });
    });

    test("is signed with both secrets while one takes the other's place", async () => {
      const { there, send } = bench();
      const settings = webhook.settings.parse({
        url: there.url,
        secret: new Secret(secretText),
        former_secret: new Secret(former),
      });
      await send("trigger", aPage(), { settings });
      const { text, headers } = there.reached[0] ?? nothing;
      const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
      const both = [new Webhook(secretText), new Webhook(Buffer.from(former), { format: "raw" })].map((one) =>
        one.sign(String(headers["webhook-id"]), at, text),
      );
      expect(headers["webhook-signature"]).toBe(both.join(" "));
    });

    test.each([
      ["trigger", "primary", "page.triggered"],
      ["trigger", "secondary", "page.escalated"],
      ["trigger", "everyone", "page.escalated"],
      ["acknowledge", "secondary", "page.acknowledged"],
      ["resolve", "primary", "page.resolved"],
    ] as const)("calls a %s for the %s %s", async (action, target, type) => {
      const { there, send } = bench();
      await send(action, aPage({ target, by: action === "trigger" ? null : "bob" }));
      expect(there.reached[0]?.json.type).toBe(type);
    });

    test("calls a test a test", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ test: true, number: null }));
      expect(there.reached[0]?.json.type).toBe("page.test");
    });
  },
);

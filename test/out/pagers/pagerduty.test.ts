import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import pagerduty from "../../../src/out/pagers/pagerduty.ts";
import { aPage, now, pagerContract } from "./contract.ts";

const key = "R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12";
const taken = { status: 202, json: { status: "success", message: "Event processed", dedup_key: "sitrep-abc-12-1" } };

pagerContract(
  {
    pager: pagerduty,
    settings: (url) => ({
      routing_key: new Secret(key),
      url: `${url}/v2/enqueue`,
      api_url: url,
      api_token: new Secret("t0ken-of-the-api"),
    }),
    good: taken,
    secrets: [key, "t0ken-of-the-api"],
  },
  (bench) => {
    test("triggers under our key, with what its people need", async () => {
      const { there, send } = bench();
      await send("trigger");
      expect(there.reached[0]).toMatchObject({
        method: "POST",
        path: "/v2/enqueue",
        json: {
          routing_key: key,
          event_action: "trigger",
          dedup_key: "sitrep-abc-12-1",
          client: "Sitrep",
          client_url: "https://acme.slack.com/archives/C01",
          links: [{ href: "https://acme.slack.com/archives/C01" }, { href: "https://runbooks.example.com/gateway" }],
          payload: {
            summary: "#12 SEV1 Gateway returns 503",
            source: "Gateway (HTTP liveness)",
            severity: "critical",
            timestamp: new Date(now - 60_000).toISOString(),
            component: "Gateway (HTTP liveness)",
            custom_details: { incident: 12, stage: "INVESTIGATING", alerts_firing: 3, alerts_total: 4 },
          },
        },
      });
    });

    test.each([
      ["SEV1", false, "critical"],
      ["SEV2", false, "error"],
      ["SEV3", false, "warning"],
      ["SEV4", false, "info"],
      ["SEV1", true, "error"],
      ["SEV4", true, "info"],
    ] as const)("calls a %s (drill: %s) %s", async (severity, drill, word) => {
      const { there, send } = bench();
      await send("trigger", aPage({ severity, drill }));
      expect(there.reached[0]?.json.payload.severity).toBe(word);
    });

    test("needs only the keys to acknowledge and to resolve", async () => {
      const { there, send } = bench();
      await send("acknowledge", aPage({ by: "bob" }));
      await send("resolve", aPage({ by: "bob" }));
      expect(there.reached.map(({ json }) => json)).toEqual([
        { routing_key: key, event_action: "acknowledge", dedup_key: "sitrep-abc-12-1" },
        { routing_key: key, event_action: "resolve", dedup_key: "sitrep-abc-12-1" },
      ]);
    });

    test("shows what PagerDuty found wrong", async () => {
      const { there, send } = bench();
      there.answers({
        status: 400,
        json: { status: "invalid event", message: "Event object is invalid", errors: ["'routing_key' is unknown"] },
      });
      expect(await send("trigger")).toEqual({
        outcome: "never",
        why: "PagerDuty answered 400: Event object is invalid; 'routing_key' is unknown",
      });
    });

    test("keeps to 1,024 characters", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ title: "x".repeat(5_000) }));
      expect(there.reached[0]?.json.payload.summary).toHaveLength(1_024);
    });

    test("explains that a service key is another API's", () => {
      const read = pagerduty.settings.safeParse({ routing_key: new Secret(key), service_key: "abc" });
      expect(read.error?.issues[0]?.message).toContain("Events API v2");
    });

    test("asks who acknowledged, by our key", async () => {
      const { there, sending } = bench();
      there.answers({
        status: 200,
        json: {
          incidents: [
            { status: "acknowledged", acknowledgements: [{ acknowledger: { id: "PX1", summary: "Carol Jones" } }] },
          ],
        },
      });
      expect(await pagerduty.ask?.("sitrep-abc-12-1", sending() as never)).toEqual({
        told: "acknowledged",
        by: { name: "Carol Jones", id: "PX1" },
      });
      expect(there.reached[0]?.path).toContain("incident_key=sitrep-abc-12-1");
      expect(there.reached[0]?.headers.authorization).toBe("Token token=t0ken-of-the-api");
      there.answers({ status: 200, json: { incidents: [] } });
      expect(await pagerduty.ask?.("sitrep-abc-12-1", sending() as never)).toBeNull();
      there.answers({ status: 200, text: "<html>" });
      expect(await pagerduty.ask?.("sitrep-abc-12-1", sending() as never)).toBeNull();
    });
  },
);

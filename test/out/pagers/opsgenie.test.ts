import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import opsgenie from "../../../src/out/pagers/opsgenie.ts";
import { aPage, now, pagerContract } from "./contract.ts";

const key = "genie-key-0123456789";
const taken = { status: 202, json: { result: "Request will be processed", took: 0.1, requestId: "r-1" } };

pagerContract(
  { pager: opsgenie, settings: (url) => ({ api_key: new Secret(key), url }), good: taken, secrets: [key] },
  (bench) => {
    test("makes an alert under our key, and asks after five seconds what came of it", async () => {
      const { there, send } = bench();
      const sent = await send("trigger");
      expect(sent).toMatchObject({
        outcome: "later",
        doubtful: false,
        at: now + 5_000,
        waits: true,
        keep: { requestId: "r-1" },
      });
      expect(there.reached[0]).toMatchObject({
        path: "/v2/alerts",
        json: { message: "#12 SEV1 Gateway returns 503", alias: "sitrep-abc-12-1", priority: "P1", source: "Sitrep" },
      });
      expect(there.reached[0]?.headers.authorization).toBe(`GenieKey ${key}`);

      there.answers({ status: 200, json: { data: { success: true, status: "Created alert" } } });
      expect(await send("trigger", aPage(), { kept: { requestId: "r-1" } })).toMatchObject({ outcome: "delivered" });
      expect(there.reached[1]).toMatchObject({ method: "GET", path: "/v2/alerts/requests/r-1" });
    });

    test("is no success when the request failed later", async () => {
      const { there, send } = bench();
      there.answers({ status: 200, json: { data: { success: false, status: "Alert already exists" } } });
      expect(await send("trigger", aPage(), { kept: { requestId: "r-1" } })).toMatchObject({
        outcome: "never",
        why: expect.stringContaining("Alert already exists"),
      });
    });

    test("counts as taken when nobody says what came of it", async () => {
      const { there, send } = bench();
      there.answers({ status: 404, text: "" });
      expect(await send("trigger", aPage(), { kept: { requestId: "r-1" } })).toMatchObject({ outcome: "delivered" });
    });

    test("acknowledges and closes by the key, percent-encoded", async () => {
      const { there, send } = bench();
      expect(await send("acknowledge", aPage({ by: "bob", key: "a b/c" }))).toMatchObject({ outcome: "delivered" });
      expect(await send("resolve", aPage({ by: "bob" }))).toMatchObject({ outcome: "delivered" });
      expect(there.reached.map(({ path }) => path)).toEqual([
        "/v2/alerts/a%20b%2Fc/acknowledge?identifierType=alias",
        "/v2/alerts/sitrep-abc-12-1/close?identifierType=alias",
      ]);
      expect(there.reached[0]?.json).toEqual({ source: "Sitrep", note: "bob acknowledged in Sitrep" });
    });

    test("keeps to 130 characters", async () => {
      const { there, send } = bench();
      await send("trigger", aPage({ title: "x".repeat(500), severity: "SEV3" }));
      expect(there.reached[0]?.json.message).toHaveLength(130);
      expect(there.reached[0]?.json.priority).toBe("P3");
    });
  },
);

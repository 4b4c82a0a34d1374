import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import splunk from "../../../src/out/pagers/splunk-on-call.ts";
import { aPage, pagerContract } from "./contract.ts";

pagerContract(
  {
    pager: splunk,
    settings: (url) => ({ api_key: new Secret("rest-endpoint-key"), routing_key: new Secret("team-platform"), url }),
    good: { status: 200, json: { result: "success", entity_id: "sitrep-abc-12-1" } },
    secrets: ["rest-endpoint-key", "team-platform"],
  },
  (bench) => {
    test("names one entity from the first word to the last", async () => {
      const { there, send } = bench();
      await send("trigger");
      await send("acknowledge", aPage({ by: "bob" }));
      await send("resolve", aPage({ by: "bob" }));
      expect(there.reached.map(({ path, json }) => [path, json.message_type, json.entity_id])).toEqual([
        ["/rest-endpoint-key/team-platform", "CRITICAL", "sitrep-abc-12-1"],
        ["/rest-endpoint-key/team-platform", "ACKNOWLEDGEMENT", "sitrep-abc-12-1"],
        ["/rest-endpoint-key/team-platform", "RECOVERY", "sitrep-abc-12-1"],
      ]);
      expect(there.reached[1]?.json.state_message).toContain("By bob");
    });

    test("does not take a failure with a 200 for a success", async () => {
      const { there, send } = bench();
      there.answers({ status: 200, json: { result: "failure", message: "no such key" } });
      expect(await send("trigger")).toMatchObject({ outcome: "later" });
    });
  },
);

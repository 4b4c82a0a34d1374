import { describe, expect, test } from "vitest";
import { everyWay } from "../kit/ways.ts";
import { story } from "../kit/story.ts";

const config = `
components: [Gateway, Keystore, { name: Trace DB, internal: true }]
`;

test("announced with 48 h, it reminds, starts and completes by itself", async () => {
  await using s = await story({ at: "2026-11-21T02:00Z", config });
  const said = await s.say("alice", "general", '/incident maintenance schedule Database upgrade --components Keystore --starts-at 2026-11-24T02:00Z --for 1h --impact "brief unavailability"');
  console.log(said.join("\n"));
  await s.clock.until("2026-11-24T04:00Z");
  console.log((await s.told("#incidents")).join("\n"));
  console.log(await s.words("incidents"));
  console.log((await s.say("alice", "general", "/incident maintenance")).join("\n"));
}, 20000);

import { tell } from "./figures.ts";
import { startSitrep, startWorkspace } from "./processes.ts";
import { ask, untilUsable } from "./usable.ts";

/** What each call to Slack takes here, ms. */
const callMs = 100;

/** How many calls to Slack one after the other it takes until a declared incident's room is usable: channel, card, declarer in it. */
export async function room(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  await sitrep.connected();
  await ask(workspace.url, "faults", [{ method: "*", kind: "slow", ms: callMs, times: 500 }]);
  const took = await untilUsable(workspace.url, "Gateway returns 503");
  console.log(`usable after ${took.toFixed(0)} ms at ${callMs} ms a call`);
  tell("calls to Slack one after the other until the room is usable", took / callMs, { aim: 4, atMost: true });
  await Promise.all([sitrep.stop(), workspace.stop()]);
}

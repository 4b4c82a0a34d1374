import type { Fault } from "../../src/workspace/faults.ts";
import type { Chance } from "./chance.ts";
import { pause } from "./program.ts";
import type { Slack } from "./slack.ts";

/** How often the weather changes, ms. Faults that met no call by then are gone. */
const changesEveryMs = 400;

/** What can go wrong, and how often among ten thousand changes. Those that hang take ten seconds of a lane, so they are rare. */
const kinds: [share: number, make: (chance: Chance) => Fault][] = [
  [0.16, (chance) => ({ method: "*", kind: "lost_response", times: chance.int(1, 2) })],
  [0.12, (chance) => ({ method: "*", kind: "http_500", times: chance.int(1, 3) })],
  [0.1, (chance) => ({ method: "*", kind: "rate_limit", retry_after: 1, times: chance.int(1, 2) })],
  [0.08, () => ({ method: "chat.postMessage", kind: "lost_response" })],
  [0.06, () => ({ method: "conversations.create", kind: "lost_response" })],
  [0.06, (chance) => ({ method: "*", kind: "slow", ms: chance.int(100, 800) })],
  [0.03, () => ({ method: "conversations.create", kind: "name_race" })],
  [0.02, () => ({ method: "chat.postMessage", kind: "timeout" })],
  [0.02, () => ({ method: "*", kind: "timeout_after" })],
  [0.05, () => ({ kind: "duplicate" })],
  [0.03, () => ({ kind: "reorder" })],
  [0.04, () => ({ kind: "lost_ack" })],
  [0.04, () => ({ kind: "disconnect" })],
  [0.03, () => ({ kind: "refresh", warning: false })],
];

/** Slack's moods, until it is told to stop; then the sky is clear. `always` is what goes wrong at every change. */
export function openWeather(slack: Slack, chance: Chance, always: readonly Fault[] = []): { stop(): Promise<void> } {
  let over = false;
  const run = async () => {
    while (!over) {
      const moods = kinds.filter(([share]) => chance.often(share)).map(([, make]) => make(chance));
      await slack.faults([...moods, ...always]);
      await pause(changesEveryMs);
    }
    await slack.faults([]);
  };
  const done = run();
  return {
    async stop() {
      over = true;
      await done;
    },
  };
}

import { tell } from "./figures.ts";
import { startSitrep, startWorkspace } from "./processes.ts";

/** What each call to Slack takes here, ms. */
const callMs = 100;

interface State {
  channels: { id: string; name: string; members: string[] }[];
  users: { id: string; name: string }[];
}

/** How many calls to Slack one after the other it takes until a declared incident's room is usable: channel, card, declarer in it. */
export async function room(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  await sitrep.connected();
  const ask = async (path: string, body?: unknown) => {
    const answer = await fetch(
      `${workspace.url}/local/${path}`,
      body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    );
    return answer.json();
  };
  await ask("faults", [{ method: "*", kind: "slow", ms: callMs, times: 500 }]);
  const began = performance.now();
  // The answer comes when the workspace is silent; the bench does not wait for that.
  ask("say", { as: "alice", channel: "general", text: "/incident declare sev1 Gateway returns 503" }).catch(() => {});
  for (;;) {
    const { channels, users } = (await ask("state")) as State;
    const alice = users.find(({ name }) => name === "alice")?.id ?? "";
    const found = channels.find(({ name }) => name.startsWith("inc-"));
    if (found?.members.includes(alice)) {
      const { messages } = (await ask(`channels/${found.id}/messages`)) as {
        messages: { text: string; blocks?: unknown[] }[];
      };
      if (messages.some(({ text, blocks }) => blocks && text.startsWith("#1"))) break;
    }
    await new Promise((wake) => setTimeout(wake, 2));
  }
  const took = performance.now() - began;
  console.log(`usable after ${took.toFixed(0)} ms at ${callMs} ms a call`);
  tell("calls to Slack one after the other until the room is usable", took / callMs, { aim: 4, atMost: true });
  await Promise.all([sitrep.stop(), workspace.stop()]);
}

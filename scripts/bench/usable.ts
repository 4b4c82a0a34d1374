import { setTimeout as wait } from "node:timers/promises";

interface State {
  channels: { id: string; name: string; members: string[] }[];
  users: { id: string; name: string }[];
}

/** Asks the local workspace, or tells it something. */
// biome-ignore lint/suspicious/noExplicitAny: what comes is the workspace's own JSON, read as its contract says
export async function ask(workspace: string, path: string, body?: unknown): Promise<any> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await fetch(`${workspace}/local/${path}`, body === undefined ? {} : post)).json();
}

/**
 * Alice declares an incident with these words; how long it takes until she can work in its room, ms: the channel is there,
 * the card is in it, and so is she.
 */
export async function untilUsable(workspace: string, title: string): Promise<number> {
  const before = new Set(((await ask(workspace, "state")) as State).channels.map(({ id }) => id));
  const began = performance.now();
  // The answer comes when the workspace is silent; nobody waits for that here.
  ask(workspace, "say", { as: "alice", channel: "general", text: `/incident declare sev1 ${title}` }).catch(() => {});
  for (;;) {
    const { channels, users } = (await ask(workspace, "state")) as State;
    const alice = users.find(({ name }) => name === "alice")?.id ?? "";
    for (const { id } of channels.filter((one) => !before.has(one.id) && one.members.includes(alice))) {
      const { messages } = (await ask(workspace, `channels/${id}/messages`)) as { messages: { text: string }[] };
      if (messages.some(({ text }) => /^#\d+ /.test(text) && text.includes(title))) return performance.now() - began;
    }
    await wait(5);
  }
}

/** When somebody was paged for this, ms after `began`. */
export async function untilPaged(workspace: string, words: string, began: number): Promise<number> {
  for (;;) {
    const { calls } = (await ask(workspace, "calls")) as { calls: { method: string; args: unknown }[] };
    const isPage = ({ method, args }: (typeof calls)[number]) => {
      const said = method === "chat.postMessage" ? JSON.stringify(args) : "";
      return said.includes("You are paged") && said.includes(words);
    };
    if (calls.some(isPage)) return performance.now() - began;
    if (performance.now() - began > 30_000) return Number.POSITIVE_INFINITY;
    await wait(20);
  }
}

import { percentile, tell } from "./figures.ts";
import { load } from "./load.ts";
import { startSitrep, startWorkspace } from "./processes.ts";
import { webhook } from "./webhook.ts";

const seconds = 12;

interface Deliveries {
  deliveries: { kind: string; ms: number; acked: boolean }[];
}

/** What people notice of a storm at half of what intake can take: the ack of their commands, and how soon a page is out. */
export async function storm(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  await sitrep.connected();
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`${workspace.url}/local/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.json();
  };
  const target = { url: sitrep.url, path: "/hooks/alertmanager", body: () => webhook(10) };
  const limit = (await load({ ...target, seconds: 3 })).perSecond;
  const quiet = await acks(async () => {
    for (let n = 0; n < 20; n++) await post("say", { as: "alice", channel: "general", text: "/incident list" });
  });

  const storming = load({ ...target, seconds, rate: Math.round(limit / 2) });
  let pageMs = Number.NaN;
  const stormy = await acks(async () => {
    const began = performance.now();
    await post("say", { as: "alice", channel: "general", text: "/incident declare sev1 Keystore is empty" });
    pageMs = await untilPaged(began);
    while (performance.now() - began < (seconds - 3) * 1_000)
      await post("say", { as: "alice", channel: "general", text: "/incident list" });
  });
  const { not2xx } = await storming;
  console.log(
    `intake limit ${limit.toFixed(0)} requests/s of 10 alerts; storm at half; ${stormy.length} commands; not 2xx: ${not2xx}`,
  );
  tell("command ack p99 in the storm", percentile(stormy, 0.99), { aim: 100, atMost: true, unit: " ms" });
  tell("command ack p99 in the storm, of that on a quiet day", percentile(stormy, 0.99) / percentile(quiet, 0.99));
  tell("page out after a declaration in the storm", pageMs, { aim: 2_000, atMost: true, unit: " ms" });
  await Promise.all([sitrep.stop(), workspace.stop()]);

  async function acks(commands: () => Promise<void>): Promise<number[]> {
    const before = (await all()).length;
    await commands();
    return (await all())
      .slice(before)
      .filter(({ kind }) => kind === "slash_commands")
      .map(({ ms }) => ms);
  }
  async function all() {
    return ((await (await fetch(`${workspace.url}/local/deliveries`)).json()) as Deliveries).deliveries;
  }
  async function untilPaged(began: number): Promise<number> {
    for (;;) {
      const { calls } = (await (await fetch(`${workspace.url}/local/calls`)).json()) as {
        calls: { method: string; args: { text?: string } }[];
      };
      if (
        calls.some(
          ({ method, args }) => method === "chat.postMessage" && args.text?.includes("Keystore is empty: a SEV1 pages"),
        )
      )
        return performance.now() - began;
      if (performance.now() - began > 30_000) return Number.POSITIVE_INFINITY;
      await new Promise((wake) => setTimeout(wake, 10));
    }
  }
}

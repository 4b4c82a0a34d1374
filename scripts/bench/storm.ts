import { setTimeout as wait } from "node:timers/promises";
import { outage, outageRule, sendStorm, stormOf } from "../chaos/storm.ts";
import { median, percentile, tell } from "./figures.ts";
import { load } from "./load.ts";
import { type MeasuredSitrep, startSitrep, startWorkspace } from "./processes.ts";
import { ask, untilPaged, untilUsable } from "./usable.ts";
import { webhook } from "./webhook.ts";

const alerts = 10_000;
/** A bad night takes a minute; here it takes less, so that it is worse. */
const stormMs = 20_000;
/** What a call to Slack takes, as in the world outside, ms. */
const callMs = 100;
const roomsEach = 3;
const commands = 100;

/** What people notice of a storm: how soon a page is out, how soon a room is usable, how much they have to read, how soon a command is heard. */
export async function storm(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url, undefined, { settings: outageRule });
  await sitrep.connected();
  await outageNight(workspace.url, sitrep);
  await halfOfTheLimit(workspace.url, sitrep);
  await Promise.all([sitrep.stop(), workspace.stop()]);
}

/** Ten thousand alerts of one outage from three senders, and people who have something else to declare. */
async function outageNight(workspace: string, sitrep: MeasuredSitrep): Promise<void> {
  await ask(workspace, "faults", [{ method: "*", kind: "slow", ms: callMs, times: 100_000 }]);
  const quiet: number[] = [];
  for (let n = 0; n < roomsEach; n++) quiet.push(await untilUsable(workspace, `Quiet day ${n}`));

  const began = performance.now();
  const { tally, over } = sendStorm(stormOf(alerts), { url: () => sitrep.url, overMs: stormMs });
  const paged = untilPaged(workspace, outage, began);
  await wait(stormMs / 10);
  const stormy: number[] = [];
  for (let n = 0; n < roomsEach; n++) stormy.push(await untilUsable(workspace, `Something else ${n}`));
  await over;
  const pageMs = await paged;
  await ask(workspace, "faults", []);
  await untilDelivered(sitrep);

  const { channels } = (await ask(workspace, "state")) as { channels: { id: string; name: string }[] };
  const theirs = channels.filter(({ name }) => name.startsWith("inc-") && name.includes(outage.toLowerCase()));
  const [room] = theirs;
  const messages = room ? (await ask(workspace, `channels/${room.id}/messages`)).messages.length : Number.NaN;
  console.log(
    `${tally.taken.length} of ${alerts} alerts of one outage taken in ${(tally.tookMs / 1_000).toFixed(1)} s; not 2xx: ${JSON.stringify(tally.not2xx)}; no answer: ${tally.lost}; a room takes ${median(quiet).toFixed(0)} ms on a quiet day at ${callMs} ms a call`,
  );
  tell("page out after the first alert of the storm", pageMs, { aim: 2_000, atMost: true, unit: " ms" });
  tell("channels of the outage", theirs.length, { aim: 1, atMost: true });
  tell("messages in it", messages, { aim: 12, atMost: true });
  tell("an unrelated room usable in the storm, of that on a quiet day", median(stormy) / median(quiet), {
    aim: 1.25,
    atMost: true,
  });
}

/** Repeats of known alerts at half of what intake can take, and people who type commands. */
async function halfOfTheLimit(workspace: string, sitrep: MeasuredSitrep): Promise<void> {
  const target = { url: sitrep.url, path: "/hooks/alertmanager", body: () => webhook(10) };
  const limit = (await load({ ...target, seconds: 3 })).perSecond;
  const quiet = await acks(workspace);
  const storming = load({ ...target, seconds: 10, rate: Math.round(limit / 2) });
  const stormy = await acks(workspace);
  const began = performance.now();
  const declared = ask(workspace, "say", {
    as: "alice",
    channel: "general",
    text: "/incident declare sev1 Keystore is empty",
  });
  const pageMs = await untilPaged(workspace, "Keystore is empty", began);
  await declared;
  const { not2xx } = await storming;
  console.log(`intake limit ${limit.toFixed(0)} requests/s of 10 alerts; storm at half; not 2xx: ${not2xx}`);
  tell("command ack p99 in the storm", percentile(stormy, 0.99), { aim: 100, atMost: true, unit: " ms" });
  tell("  median, of that on a quiet day", median(stormy) / median(quiet));
  tell("page out after a declaration in the storm", pageMs, { aim: 2_000, atMost: true, unit: " ms" });
}

interface Deliveries {
  deliveries: { kind: string; ms: number; acked: boolean }[];
}

/** How long Slack waited for the ack of each of a hundred commands, ms. */
async function acks(workspace: string): Promise<number[]> {
  const all = async () => ((await ask(workspace, "deliveries")) as Deliveries).deliveries;
  const before = (await all()).length;
  const lane = async () => {
    for (let n = 0; n < commands / 4; n++)
      await ask(workspace, "say", { as: "alice", channel: "general", text: "/incident list" });
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return (await all())
    .slice(before)
    .filter(({ kind }) => kind === "slash_commands")
    .map(({ ms }) => ms);
}

async function untilDelivered({ url, token }: MeasuredSitrep): Promise<void> {
  for (let left = 1; left > 0; ) {
    await wait(200);
    const answer = await fetch(`${url}/api/v1/outbox?state=waiting&limit=100`, {
      headers: { authorization: `Bearer ${token}` },
    });
    left = ((await answer.json()) as { outbox: unknown[] }).outbox.length;
  }
}

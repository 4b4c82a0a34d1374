import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Doors } from "./doors.ts";
import type { Deed, Memory } from "./memory.ts";
import type { Heard, Slack } from "./slack.ts";

interface LaneParts {
  slack: Slack;
  doors: Doors;
  memory: Memory;
  chance: Chance;
  /** Who types in this lane: nobody is in two lanes, so that an answer is known to be theirs. */
  team: readonly string[];
  /** Leaves out the slash command. */
  onlyRest?: boolean | undefined;
  over(): boolean;
}

/** An incident as the people who work on it know it. */
interface Room {
  mark: string;
  number: number;
  channel: string;
}

/** What is done in a room beside notes. Each of these changes cards, for which Slack's own limits leave one call a second. */
const verbs = ["ack", "update", "nochange", "severity", "mitigated"] as const;
const noteShare = 0.7;
/** With so many effects on their way, nobody opens another incident. */
const mostBehind = 12;
/** How long people look for the channel of what they declared before they do something else, ms. */
const patienceMs = 5_000;

/** What a success reads like, by verb: the first words of each command's answer. */
const successes: Record<Deed["verb"], RegExp> = {
  declare: /^Declared #/,
  ack: /^You have #/,
  note: /^It is on the timeline/,
  update: /^(Published|Posted)/,
  nochange: /^(Published|Posted)/,
  severity: /clocks were worked out again/,
  mitigated: /^Mitigated/,
  resolve: /^Resolved #/,
};

/** So many incidents are left open, that their clocks run out and people are reminded until the end of the run. */
const mostLeftOpen = 2;

/** A team at work: an incident after the other, from declaration to resolution; some they find already declared by an alert. */
export async function peopleLane(parts: LaneParts): Promise<void> {
  const { chance, over } = parts;
  while (!over()) {
    const room = await openRoom(parts);
    if (room) await workIn(room, parts);
    await wait(chance.int(500, 3_000));
  }
}

async function openRoom(parts: LaneParts): Promise<Room | null> {
  const { chance, memory } = parts;
  if (memory.unattended.length === 0) await untilCaughtUp(parts);
  const unattended = memory.unattended.shift();
  if (unattended) return find(unattended, parts);
  const mark = memory.mark();
  const severity = chance.pick(["SEV1", "SEV1", "SEV2", "SEV3"]);
  const title = `Gateway ${mark}`;
  const one = deed(mark, "declare", mark);
  if (chance.often(0.6)) await say(parts, "general", `declare ${severity} ${title} --anyway`, one);
  else await rest(parts, "/api/v1/incidents", { severity, title }, one);
  if (one.outcome === "lost" || one.outcome === "refused") return null;
  const room = await find(mark, parts);
  // Perhaps it comes yet: what was acknowledged is done after the next start.
  if (!room) memory.unattended.push(mark);
  return room;
}

/**
 * Ends what is still open but for a few, so that what is left to say fits into Slack's limits: time flies, and they do not.
 */
export async function finishWork(parts: LaneParts): Promise<void> {
  const answer = await parts.doors.get("/api/v1/incidents?state=open&limit=1000");
  const { incidents = [] } = (answer?.body ?? {}) as { incidents?: { number: number; title: string }[] };
  for (const { number, title } of incidents.slice(mostLeftOpen + 1)) {
    const mark = /zq\d+x$/.exec(title)?.[0] ?? "";
    await act("resolve", { mark, number, channel: "" }, { ...parts, onlyRest: true });
  }
}

/** The channel bears the mark of the title; the number stands in the API. */
async function find(mark: string, { slack, doors, over }: LaneParts): Promise<Room | null> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until && !over()) {
    const channel = (await slack.channels()).find(({ name }) => name.endsWith(mark));
    const answer = channel && (await doors.get("/api/v1/incidents?state=all&limit=30"));
    const { incidents = [] } = (answer?.body ?? {}) as { incidents?: { number: number; title: string }[] };
    const number = incidents.find(({ title }) => title.endsWith(mark))?.number;
    if (channel && number) return { mark, number, channel: channel.name };
    await wait(150);
  }
  return null;
}

async function workIn(room: Room, parts: LaneParts): Promise<void> {
  const { chance, over, memory } = parts;
  const steps = chance.int(8, 20);
  let published = false;
  for (let step = 0; step < steps && !over(); step++) {
    const verb = chance.often(noteShare) ? "note" : chance.pick(verbs);
    if (verb === "nochange" && !published) continue;
    const one = await act(verb, room, parts);
    published ||= verb === "update" && one.outcome === "done";
    await wait(chance.int(20, 400));
  }
  if (chance.often(0.2) && memory.leftOpen.length < mostLeftOpen) {
    memory.leftOpen.push(room.mark);
    return;
  }
  for (let tries = 0; tries < 5 && !over(); tries++) {
    const { outcome, said = "" } = await act("resolve", room, parts);
    // One whose answer was lost may have done it all the same.
    if (outcome === "done" || /is resolved/.test(said)) return;
  }
}

/** Does it by one of the doors, and remembers what was answered. */
async function act(verb: Deed["verb"], room: Room, parts: LaneParts): Promise<Deed> {
  const { chance, memory } = parts;
  const mark = memory.mark();
  const one = deed(mark, verb, room.mark);
  if (verb === "ack" && !parts.onlyRest && chance.often(0.5)) {
    await clickAck(room, parts, one);
    return one;
  }
  const fields = fieldsOf(verb, mark, chance);
  if (parts.onlyRest || chance.often(0.35)) await rest(parts, `/api/v1/incidents/${room.number}/${verb}`, fields, one);
  else await say(parts, room.channel, wordsOf(verb, fields), one);
  return one;
}

function fieldsOf(verb: Deed["verb"], mark: string, chance: Chance): Record<string, string> {
  switch (verb) {
    case "note":
      return { text: `chaos wrote ${mark}` };
    case "update":
      return {
        stage: chance.pick(["investigating", "identified"]),
        text: `Words ${mark}`,
        components: "Gateway (HTTP liveness)",
        symptom: "requests fail",
        impact: "callers see errors",
        cause: "a certificate ran out",
        action: "renewing it",
      };
    case "nochange":
      return { text: `Words ${mark}` };
    case "severity":
      return { severity: chance.pick(["SEV1", "SEV2", "SEV3"]), why: `because ${mark}` };
    case "mitigated":
      return { how: `rolled back ${mark}` };
    case "resolve":
      return { root_cause: `A certificate was not renewed ${mark}`, despite_alerts: "yes" };
    default:
      return {};
  }
}

/** Fields as somebody types them: all as flags, in quotes. */
function wordsOf(verb: Deed["verb"], fields: Record<string, string>): string {
  const flags = Object.entries(fields).map(([name, value]) => {
    const flag = `--${name.replaceAll("_", "-")}`;
    return value === "yes" ? flag : `${flag} "${value}"`;
  });
  return [verb, ...flags].join(" ");
}

function deed(mark: string, verb: Deed["verb"], incident: string): Deed {
  return { mark, verb, door: "slash", incident, outcome: "lost" };
}

/** A slash command, typed once: who hears nothing types another one, with other words. */
async function say({ slack, memory, chance, team }: LaneParts, channel: string, words: string, one: Deed) {
  await untilConnected(slack);
  memory.deeds.push(one);
  const heard = await slack.say(chance.pick(team), channel, `/incident ${words}`);
  settle(one, heard);
}

async function clickAck(room: Room, { slack, memory, chance, team }: LaneParts, one: Deed): Promise<void> {
  const messages = await slack.messages(room.channel);
  const button = messages.findLast((message) => JSON.stringify(message.blocks ?? []).includes('"text":"Ack"'));
  if (!button) return;
  await untilConnected(slack);
  one.door = "click";
  memory.deeds.push(one);
  settle(one, await slack.click(chance.pick(team), room.channel, button.ts, "Ack"));
}

/** Slack's limits leave about one edit a second: the next incident begins when the cards of the last ones are nearly done. */
export async function untilCaughtUp(
  { doors, over }: Pick<LaneParts, "doors" | "over">,
  most = mostBehind,
): Promise<void> {
  while (!over()) {
    const answer = await doors.get(`/api/v1/outbox?state=waiting&limit=${most + 1}`);
    const { outbox = [] } = (answer?.body ?? {}) as { outbox?: unknown[] };
    if (answer && outbox.length <= most) return;
    await wait(500);
  }
}

/** Nobody types into an app that is shown as away; yet it may be gone a moment later. */
async function untilConnected({ workspace }: Slack): Promise<void> {
  for (let looks = 0; looks < 100 && workspace.connections() === 0; looks++) await wait(20);
}

function settle(one: Deed, { acked, said, error }: Heard): void {
  one.said = said.join(" | ") || error;
  one.outcome = outcomeOf(one.verb, acked, said);
}

function outcomeOf(verb: Deed["verb"], acked: boolean, said: string[]): Deed["outcome"] {
  if (said.some((words) => successes[verb].test(words))) return "done";
  if (said.length > 0) return "refused";
  return acked ? "taken" : "lost";
}

/** A program: the same request with the same key until it is answered. */
async function rest({ doors, memory }: LaneParts, path: string, fields: Record<string, string>, one: Deed) {
  one.door = "rest";
  memory.deeds.push(one);
  for (;;) {
    const answer = await doors.post(path, fields, { "idempotency-key": one.mark });
    if (answer && answer.status < 500) {
      one.outcome = answer.status < 300 ? "done" : "refused";
      one.said = answer.status < 300 ? undefined : JSON.stringify(answer.body);
      return;
    }
    await wait(50);
  }
}

import type { Chance } from "./chance.ts";
import { type Program, pause } from "./program.ts";
import { channelPerson, type Slack } from "./slack.ts";
import type { Audience, Reader } from "./subscribers.ts";

interface LaneParts {
  audience: Audience;
  programs: readonly Program[];
  slack: Slack;
  chance: Chance;
  /** Product time. */
  now(): number;
  over(): boolean;
}

const gateway = "Gateway (HTTP liveness)";
const keystore = "Keystore (active keys)";
/** As the page's form names them. */
const slugs: Record<string, string> = { [gateway]: "gateway-http-liveness", [keystore]: "keystore-active-keys" };

const againMs = 100;
/** How long what is begun is still tried once the run is over, ms. */
const patienceMs = 10_000;
/** What was under way when somebody was answered that they hear no more is there by then, ms. */
const underWayMs = 2_000;

/** People and programs who subscribe to the page and stay, others who leave again, and a channel that does both. */
export async function subscriberLane(parts: LaneParts): Promise<void> {
  const { audience, chance } = parts;
  const desk = openDesk(parts);
  const stay = [
    audience.reader("email", []),
    audience.reader("email", [keystore]),
    audience.reader("webhook", []),
    audience.reader("webhook", [gateway]),
  ];
  await Promise.all([
    ...stay.map((reader) => desk.subscribe(reader)),
    comeAndGo("email", desk, { ...parts, chance: chance.fork("mailboxes") }),
    comeAndGo("webhook", desk, { ...parts, chance: chance.fork("webhooks") }),
    channelLane({ ...parts, chance: chance.fork("channel") }),
  ]);
}

/** One after the other subscribes, hears something, and ends it. */
async function comeAndGo(medium: Reader["medium"], desk: Desk, { audience, chance, over }: LaneParts): Promise<void> {
  while (!over()) {
    const reader = audience.reader(medium, chance.pick([[], [gateway], [keystore]]));
    if (!(await desk.subscribe(reader))) return;
    while (reader.links().end === null && !over()) await pause(againMs);
    await pause(chance.int(0, 1_500));
    const { end } = reader.links();
    if (end === null || !(await desk.press(end))) return;
    await pause(underWayMs);
    reader.record.endedAfter = reader.heard().length;
  }
}

/** A channel of the workspace that hears of updates, now and then does not, and does in the end. */
async function channelLane({ audience, slack, chance, now, over }: LaneParts): Promise<void> {
  const place = "general";
  const channel = (await slack.channels()).find(({ name }) => name === place)?.id ?? "";
  /** Typed until it is answered. False = the run was over before. */
  const say = async (words: string, done: RegExp): Promise<boolean> => {
    while (!over()) {
      const { said } = await slack.say(channelPerson, place, `/incident ${words}`);
      if (said.some((one) => done.test(one))) return true;
      await pause(againMs);
    }
    return false;
  };
  for (;;) {
    if (!(await say("subscribe", /is posted here from now on/))) return;
    for (let left = chance.int(4_000, 15_000); left > 0 && !over(); left -= againMs) await pause(againMs);
    if (!(await say("unsubscribe", /no longer|There is no subscription/))) return;
    const at = now();
    await pause(underWayMs);
    const standing = (await slack.messages(channel)).flatMap(({ metadata }) => metadata?.event_payload.key ?? []);
    audience.ends.push({ channel, at, standing });
  }
}

type Desk = ReturnType<typeof openDesk>;

/** The forms of the status page, at whichever replica is up. */
function openDesk({ programs, chance, over }: LaneParts) {
  let overSince: number | null = null;
  const isLate = () => {
    if (over()) overSince ??= performance.now();
    return overSince !== null && performance.now() - overSince > patienceMs;
  };

  /** The status of one answer; null = there was none. */
  async function post(path: string, form: Iterable<[string, string]> = []): Promise<number | null> {
    const up = programs.flatMap((program) => program.statusUrl() ?? []);
    if (up.length === 0) return null;
    const body = new URLSearchParams([...form]);
    try {
      const answer = await fetch(`${chance.pick(up)}${path}`, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(patienceMs),
      });
      await answer.text();
      return answer.status;
    } catch {
      return null;
    }
  }

  /** Until it is answered with success. False = the run was over before. */
  async function press(path: string, form?: Iterable<[string, string]>): Promise<boolean> {
    while (!isLate()) {
      if ((await post(path, form)) === 200) return true;
      await pause(againMs);
    }
    return false;
  }

  async function subscribe({ medium, address, record, links }: Reader): Promise<boolean> {
    const chosen = record.components.map((name): [string, string] => ["component", slugs[name] ?? ""]);
    if (!(await press("/subscribe", [["kind", medium], ["address", address], ...chosen]))) return false;
    if (medium === "webhook") return true;
    const lost = new Set<string>();
    while (!isLate()) {
      const { confirm } = links();
      const status = confirm === null ? null : await post(confirm);
      // A link that was pressed before, and whose answer was lost, is worth nothing any more.
      record.confirmed = status === 200 || (status === 404 && confirm !== null && lost.has(confirm));
      if (record.confirmed) return true;
      if (confirm !== null && status === null) lost.add(confirm);
      await pause(againMs);
    }
    return false;
  }

  return { press, subscribe };
}

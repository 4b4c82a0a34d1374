import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { type Answer, openDestination, type Reached } from "../../test/kit/destination.ts";
import type { Chance } from "./chance.ts";

/*
 * What wakes people beside Slack. PagerDuty as its Events API v2 has it (contracts: paging 2.1), with bad moods; behind it
 * in the chain a webhook of the operator's own, which never fails and knows a repetition by its `webhook-id`.
 */

/** An alert at a pager. Its opening is what rings: once, however often its trigger is sent while it is open. */
export interface PagedAlert {
  pager: "pagerduty" | "webhook";
  key: string;
  status: "triggered" | "acknowledged" | "resolved";
  /** Product time of its opening. */
  at: number;
}

/** A request that a pager took, whether its answer arrived or not. */
export interface PagerCall {
  pager: PagedAlert["pager"];
  action: "trigger" | "acknowledge" | "resolve";
  key: string;
  at: number;
  /** It was known already, and nothing came of it. */
  again: boolean;
}

/** All that pagers remember once a run is over. */
export interface PagerRecord {
  alerts: PagedAlert[];
  calls: PagerCall[];
  /** What was not as the pager's API wants it, in words. */
  wrong: string[];
  /** How often a mood kept something from being taken, or an answer from arriving, by mood. */
  moods: Record<string, number>;
}

export interface Pagers {
  /** The section `pagers`, and the secret of PagerDuty's webhooks. */
  yaml: string;
  record: PagerRecord;
  /** What PagerDuty signs its webhooks with. */
  webhookSecret: string;
  /** When the program last called one of them, in machine time, ms. */
  heardAt(): number;
  /** From now on every call is answered as it should be. */
  clear(): void;
  close(): Promise<void>;
}

const routingKey = "c4a05c4a05c4a05c4a05c4a05c4a05c4";
const pageSecret = "pages-of-a-chaos-run";
const webhookSecret = "acknowledgements-of-a-chaos-run";

/** How often PagerDuty is out of sorts, of a hundred calls. What hangs does so for ten seconds, so it is rare. */
const moods: [share: number, mood: Mood][] = [
  [0.12, "lost"],
  [0.08, "429"],
  [0.08, "500"],
  [0.03, "hang"],
  [0.02, "hang after"],
];
type Mood = "lost" | "429" | "500" | "hang" | "hang after" | "down";

/** PagerDuty is down for as long as this, real ms: longer than anybody waits for it before the next pager is used as well. */
const spellMs = { least: 3_000, most: 9_000 };
const betweenSpellsMs = { least: 8_000, most: 30_000 };

const event = z.object({
  routing_key: z.literal(routingKey),
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  dedup_key: z.string().min(1).max(255),
});
const trigger = z.object({
  payload: z.object({
    summary: z.string().min(1).max(1_024),
    source: z.string().min(1),
    severity: z.enum(["critical", "error", "warning", "info"]),
  }),
});

const page = z.object({
  type: z.enum(["page.triggered", "page.escalated", "page.acknowledged", "page.resolved"]),
  id: z.string().min(1),
});

/** Opens both. `now` is product time. */
export async function openPagers(chance: Chance, now: () => number): Promise<Pagers> {
  const record: PagerRecord = { alerts: [], calls: [], wrong: [], moods: {} };
  const pagerDuty = await openDestination();
  const webhook = await openDestination();
  let clear = false;
  let heardAt = 0;
  const spells = openSpells(chance);

  pagerDuty.answers((request) => {
    heardAt = Date.now();
    const read = eventOf(request);
    if ("wrong" in read) {
      record.wrong.push(`PagerDuty refuses ${request.text.slice(0, 200)}: ${read.wrong}`);
      return {
        status: 400,
        json: { status: "invalid event", message: "Event object is invalid", errors: [read.wrong] },
      };
    }
    const mood = clear ? null : moodNow();
    if (mood) record.moods[mood] = (record.moods[mood] ?? 0) + 1;
    if (mood === null || mood === "lost" || mood === "hang after") happen("pagerduty", read.action, read.key);
    return answerIn(mood, read.key);
  });

  webhook.answers((request) => {
    heardAt = Date.now();
    const read = pageOf(request);
    if ("wrong" in read) {
      record.wrong.push(`The webhook refuses ${request.text.slice(0, 200)}: ${read.wrong}`);
      return { status: 400 };
    }
    happen("webhook", read.action, read.key);
    return { status: 204 };
  });

  function moodNow(): Mood | null {
    if (spells.isDown()) return "down";
    let left = chance.next();
    for (const [share, mood] of moods) {
      if (left < share) return mood;
      left -= share;
    }
    return null;
  }

  function happen(pager: PagedAlert["pager"], action: PagerCall["action"], key: string): void {
    const at = now();
    const own = record.alerts.filter((one) => one.pager === pager && one.key === key);
    const open = own.find(({ status }) => status !== "resolved");
    // PagerDuty opens another alert under a key whose alert is over; the webhook's receiver knows each page by its id.
    const known = pager === "webhook" ? own.length > 0 : open !== undefined;
    const again = action === "trigger" ? known : open === undefined || open.status === `${action}d`;
    record.calls.push({ pager, action, key, at, again });
    if (action === "trigger" && !known) record.alerts.push({ pager, key, status: "triggered", at });
    if (action === "acknowledge" && open) open.status = "acknowledged";
    if (action === "resolve" && open) open.status = "resolved";
  }

  return {
    yaml: `
pagers:
  - { use: pagerduty, routing_key: ${routingKey}, url: "${pagerDuty.url}/v2/enqueue", allow_private: true, for: [primary, secondary, everyone] }
  - { use: webhook, url: "${webhook.url}/pages", secret: ${pageSecret}, allow_private: true }
sources:
  pagerduty-webhook: { secret: ${webhookSecret} }
`,
    record,
    webhookSecret,
    heardAt: () => heardAt,
    clear() {
      clear = true;
    },
    async close() {
      await pagerDuty.close();
      await webhook.close();
    },
  };
}

function answerIn(mood: Mood | null, key: string): Answer {
  switch (mood) {
    case "429":
      return { status: 429, headers: { "retry-after": "30" } };
    case "500":
      return { status: 500, text: "trouble" };
    case "down":
      return { status: 503, text: "down" };
    case "hang":
    case "hang after":
      return "hang";
    case "lost":
      return "lose";
    default:
      return { status: 202, json: { status: "success", message: "Event processed", dedup_key: key } };
  }
}

type Told = { action: PagerCall["action"]; key: string } | { wrong: string };

function eventOf({ json }: Reached): Told {
  const read = event.safeParse(json);
  if (!read.success) return { wrong: z.prettifyError(read.error) };
  const { event_action: action, dedup_key: key } = read.data;
  const paging = action === "trigger" ? trigger.safeParse(json) : null;
  return paging?.success === false ? { wrong: z.prettifyError(paging.error) } : { action, key };
}

const actions = {
  "page.triggered": "trigger",
  "page.escalated": "trigger",
  "page.acknowledged": "acknowledge",
  "page.resolved": "resolve",
} as const;

function pageOf({ json, text, headers }: Reached): Told {
  const read = page.safeParse(json);
  if (!read.success) return { wrong: z.prettifyError(read.error) };
  const { type, id } = read.data;
  const action = actions[type];
  // Signed by product time, which the library would take for an old message.
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  const signature = new Webhook(Buffer.from(pageSecret), { format: "raw" }).sign(id, at, text);
  if (headers["webhook-id"] !== id || headers["webhook-signature"] !== signature) return { wrong: "a wrong signature" };
  return id.endsWith(`.${action}`) ? { action, key: id.slice(0, -action.length - 1) } : { wrong: "another page's id" };
}

/** When PagerDuty is down: now and then, for some seconds. */
function openSpells(chance: Chance): { isDown(): boolean } {
  let began = performance.now() + chance.int(0, betweenSpellsMs.least);
  let ends = began + chance.int(spellMs.least, spellMs.most);
  return {
    isDown() {
      const at = performance.now();
      while (at >= ends) {
        began = ends + chance.int(betweenSpellsMs.least, betweenSpellsMs.most);
        ends = began + chance.int(spellMs.least, spellMs.most);
      }
      return at >= began;
    },
  };
}

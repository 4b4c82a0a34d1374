import type { Instant } from "../../src/base/clock.ts";
import type { CallRecord } from "../../src/workspace/records.ts";

/** Who and what an id of Slack stands for, as a story writes it: `@bob`, `#incidents`. */
export type Names = (id: string) => string;

/** A button of a message, with the verb and the words it carries. */
export interface Carried {
  label: string;
  verb: string;
  words: string;
}

type Kit = Record<string, unknown>;

/** A heading, a line or a button of a message, as one text. */
export function textOf(message: { text?: unknown; blocks?: unknown }): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    else if (typeof value === "object" && value !== null) {
      const { type, text, url } = value as { type?: string; text?: unknown; url?: string };
      if (type === "button") found.push(`[${(text as { text: string }).text}]`);
      else if (typeof text === "string") found.push(text);
      else for (const [key, inner] of Object.entries(value)) if (key !== "url" || url === undefined) walk(inner);
    }
  };
  walk(blocksOf(message.blocks));
  return found.length > 0 ? found.join(" ") : String(message.text ?? "");
}

/** The buttons of a message that carry a verb. */
export function buttonsOf(message: { blocks?: unknown }): Carried[] {
  return blocksOf(message.blocks)
    .flatMap(({ type, elements }) => (type === "actions" ? (elements as Kit[]) : []))
    .flatMap(({ action_id, value, text }) => {
      const verb = /^verb:([a-z-]+):/.exec(String(action_id))?.[1];
      return verb ? [{ label: String((text as Kit).text), verb, words: String(value ?? "") }] : [];
    });
}

/** Which reminder a message is: the incident's number and the kind of deadline; null when it is none. */
export function reminderOf(message: { blocks?: unknown }): { number: number; kind: string } | null {
  const snooze = buttonsOf(message).find(({ verb }) => verb === "snooze");
  const read = /^#(\d+) .*--clock (\S+)$/.exec(snooze?.words ?? "");
  return read ? { number: Number(read[1]), kind: String(read[2]) } : null;
}

/** Something the app posted, also when it was edited or taken away later. */
export interface Posted {
  at: Instant;
  /** `#incidents`, `@bob`. */
  where: string;
  words: string;
  reminder: { number: number; kind: string } | null;
}

/** Everything the app posted, in order, from Slack's own record of calls. */
export function posted(calls: CallRecord[], names: Names): Posted[] {
  return calls
    .filter(({ method, ok }) => method === "chat.postMessage" && ok)
    .map(({ at, args }) => ({
      at,
      where: names(String(args.channel)),
      words: spelled(textOf(args), names),
      reminder: reminderOf(args),
    }));
}

/** Mentions and channels by their names, and the three signs that Slack escapes as they are read. */
export function spelled(words: string, names: Names): string {
  const named = words.replace(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => names(id));
  return named.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** `03:15`; on another day than the story began, `11-22 03:15`. */
export function clockOf(at: Instant, began: Instant): string {
  const whole = new Date(at).toISOString();
  const time = whole.slice(11, 16);
  return whole.slice(0, 10) === new Date(began).toISOString().slice(0, 10) ? time : `${whole.slice(5, 10)} ${time}`;
}

function blocksOf(blocks: unknown): Kit[] {
  if (typeof blocks === "string") return JSON.parse(blocks) as Kit[];
  return Array.isArray(blocks) ? (blocks as Kit[]) : [];
}

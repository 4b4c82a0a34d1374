import type { Actor } from "../../domain/actor.ts";
import type { Request } from "../request.ts";
import type { Desk } from "./desk.ts";
import { plainWords } from "./plain-words.ts";
import type { Spoken } from "./web.ts";

/** One message is put on the timeline once, whoever marks it and in whichever way. */
export function markedKey(channel: string, ts: string, as: "note" | "ran"): string {
  return `slack/marked/${channel}/${ts}/${as}`;
}

/** The note that a message becomes: its words, its time, and who said it, if that was somebody else. */
export async function note(said: Spoken, by: Actor, { people }: Pick<Desk, "people">): Promise<Request> {
  const speaker = said.user && said.user !== by.id ? (await people.actor(said.user)).name : null;
  return {
    verb: "note",
    incident: null,
    typed: { text: textOf(said), at: timeOf(said), source: speaker ? `said by ${speaker}` : undefined },
  };
}

/** The command that a message shows: what stands in its code block, or all of it. */
export function ran(said: Spoken): Request {
  const text = textOf(said);
  const block = /```\n?([\s\S]*?)\n?```/.exec(text)?.[1] ?? /`([^`\n]+)`/.exec(text)?.[1];
  return { verb: "ran", incident: null, typed: { command: block ?? text } };
}

function textOf({ text }: Spoken): string {
  return plainWords(text).trim() || "(a message without words)";
}

/** Slack's `ts` is product time: seconds and a running number. */
function timeOf({ ts }: Spoken): string {
  return new Date(Number.parseFloat(ts) * 1000).toISOString();
}

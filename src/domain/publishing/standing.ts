import type { Instant } from "../../base/clock.ts";
import { type Block, type Button, type Card, type Line, line, link } from "../../text/card.ts";
import { utcClock, utcDate, utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import type { Effect, Place } from "../effects.ts";
import type { ProviderNews } from "../events.ts";
import type { ProviderSaid, ProviderStanding } from "../maintenance/state.ts";
import type { ProviderAnswer, ProviderTerms, Standings, Subject } from "./providers.ts";
import { syncs } from "./sync.ts";

/*
 * How a notice stands at the status providers, as people see it: one live line for each, with the buttons that mend it, and
 * one message for each that needs somebody. The same for incidents and maintenance.
 */

/** What is spoken of: where people read of it, and how they name it in a command. */
export interface About {
  to: Place;
  /** The beginning of its slots. */
  slots: string;
  /** `#12` or `M3`. */
  name: string;
  subject: Subject;
  /** Said where others than its people read it: what needs somebody alone, under its name. */
  outside?: true;
}

/** Where the message about a provider that needs somebody stands, below the slots of its notice. */
export function standingSlot(slots: string, provider: string): string {
  return `${slots}/provider/${provider}`;
}

/** What somebody has to look at. */
const troubles = new Set<ProviderSaid>(["late", "refused", "by-hand", "differs", "missing"]);

/** The standings after a provider's news; null when it says nothing new. What a person said may stay is not told again. */
export function heard(
  was: Standings,
  provider: string,
  { said, words, url }: ProviderNews,
  at: Instant,
): Standings | null {
  const before = was[provider];
  if (before?.said === said && before.words === words && (url === undefined || before.url === url)) return null;
  const isLeft = before?.said === "left" && (said === "differs" || said === "missing") && before.words === words;
  if (isLeft) return null;
  return { ...was, [provider]: { ...kept(before), said, words, url: url ?? before?.url ?? null, at } };
}

/**
 * The standings once providers were sent something: each is waited for. One that is late stays so until it has it,
 * and one that waits for a person until they have been given another text or say that it is pasted.
 */
export function awaited(was: Standings, effects: readonly Effect[], at: Instant): Standings {
  const sent = effects.flatMap((effect) => (effect.kind === "provider.sync" ? [effect.provider] : []));
  if (sent.length === 0) return was;
  return {
    ...was,
    ...Object.fromEntries(
      sent.map((name): [string, ProviderStanding] => {
        const before = was[name];
        const waiting = { ...kept(before), said: "waiting" as const, words: "", url: before?.url ?? null, at };
        return [name, before?.said === "late" || before?.said === "by-hand" ? before : waiting];
      }),
    ),
  };
}

/** What stays true of a provider whatever is said of it next. */
function kept(before: ProviderStanding | undefined): Pick<ProviderStanding, "pastedUpTo"> {
  return before?.pastedUpTo === undefined ? {} : { pastedUpTo: before.pastedUpTo };
}

/** What people see of a change of the standings: the live line of each provider, and a message where one needs somebody. */
export function tellStandings(
  about: About,
  was: Standings,
  now: Standings,
  providers: readonly ProviderTerms[],
): Effect[] {
  const known = providers.filter(({ name }) => now[name]);
  if (known.length === 0 || JSON.stringify(was) === JSON.stringify(now)) return [];
  const slot = `${about.slots}/public`;
  const effects: Effect[] = about.outside
    ? []
    : [{ kind: "message.show", to: about.to, card: liveCard(about, now, known), slot, lane: slot, urgency: "card" }];
  for (const provider of known) {
    const [before, after] = [was[provider.name], now[provider.name]];
    if (!after || before === after) continue;
    const own = standingSlot(about.slots, provider.name);
    const isTrouble = troubles.has(after.said);
    // A message that says that it is being told again says in the end how that went.
    const wasOpen = before !== undefined && (troubles.has(before.said) || before.said === "waiting");
    if (isTrouble) {
      const card = troubleCard(about, provider, after);
      // Something new to do comes up at the bottom, where people look; the same with other words stays where it is.
      const isNew = before?.said !== after.said || after.said === "by-hand";
      const kind = isNew ? "message.renew" : "message.show";
      effects.push({ kind, to: about.to, card, slot: own, lane: own, urgency: "reminder" });
    } else if (wasOpen) {
      const said = `${calledIn(about)}${asStart(provider.shown)} ${stopped(inWords(after))}`;
      const card: Card = { summary: said, blocks: [{ type: "note", line: said }] };
      effects.push({ kind: "message.settle", to: about.to, card, slot: own, lane: own });
    }
  }
  return effects;
}

/** Reads back what a provider shows, where its news say when that can be done. */
export function checkOf({ checkAt }: ProviderNews, provider: ProviderTerms | undefined, subject: Subject): Effect[] {
  if (checkAt === undefined || !provider?.can.readsBack) return [];
  const { name, shown, queue } = provider;
  return [{ kind: "provider.check", provider: name, shown, queue, subject, from: checkAt }];
}

/**
 * What follows when a person answers for a provider. Retry sends what was refused, as if for the first time; repair writes
 * over what somebody changed there, and tells nobody anew. `text` is worth remembering; null = it only looks.
 */
export function answered(
  was: Standings,
  { answer, by, at }: { answer: ProviderAnswer; by: Actor; at: Instant },
  provider: ProviderTerms,
  subject: Subject,
): { standings: Standings; text: string | null; effects: Effect[] } {
  const { name, shown } = provider;
  const before: ProviderStanding = was[name] ?? { said: "waiting", words: "", url: null, at };
  switch (answer) {
    case "check":
      return {
        standings: was,
        text: null,
        effects: checkOf({ said: "there", words: "", checkAt: at }, provider, subject),
      };
    case "retry":
    case "repair": {
      const effects = syncs(subject, [provider], {
        asked: true,
        ...(answer === "repair" ? { repair: true as const } : {}),
      });
      const text = answer === "retry" ? `${by.name} tried ${shown} again` : `${by.name} had ${shown} brought in line`;
      return { standings: awaited(was, effects, at), text, effects };
    }
    case "leave": {
      const text = `${by.name} left ${shown} as it is: ${before.words}`;
      return { standings: { ...was, [name]: { ...before, said: "left", at } }, text, effects: [] };
    }
    case "pasted": {
      // They were given all that was published when they were asked; what came since is asked for by itself.
      const given = before.said === "by-hand" ? { pastedUpTo: before.at } : {};
      const standings: Standings = { ...was, [name]: { ...before, ...given, said: "there", words: "", at } };
      return { standings, text: `${by.name} pasted the text at ${shown}`, effects: [] };
    }
  }
}

const marks: Record<ProviderSaid, string> = {
  waiting: "⏳",
  there: "✅",
  checked: "✅",
  late: "⏳",
  refused: "🔴",
  "by-hand": "✋",
  differs: "⚠️",
  missing: "⚠️",
  unknown: "✅",
  left: "➖",
};

/** How it stands, as the end of a sentence. What is of another day than `now` is said with its day. */
export function inWords({ said, words, at }: ProviderStanding, now: Instant = at): string {
  const time = utcDate(at) === utcDate(now) ? utcClock(at) : utcMinute(at);
  switch (said) {
    case "waiting":
      return "is being told";
    case "there":
      return `has had it since ${time}`;
    case "checked":
      return `has it, read back ${time}`;
    case "unknown":
      return `has had it since ${time}; it cannot be read back${words === "" ? "" : `: ${words}`}`;
    case "late":
      return `has not taken it yet: ${words}. Sitrep keeps trying`;
    case "refused":
      return `did not take it: ${words}`;
    case "by-hand":
      return words === "" ? "has no API for this: somebody has to paste the text there" : words;
    case "differs":
      return `shows something else: ${words}`;
    case "missing":
      return words === "" ? "does not show it any more" : words;
    case "left":
      return `shows something else, which may stay: ${words}`;
  }
}

/** The same for a list, in which there is no room for what to do about it. */
export function inShort(standing: ProviderStanding, now: Instant = standing.at): string {
  return standing.said === "by-hand" ? "waits for somebody to paste the text" : split(inWords(standing, now))[0];
}

/** `Statuspage did not take it: Statuspage answered 422` names it once too often. */
function withoutName(said: string, shown: string): string {
  return said.replace(`: ${shown} `, ": it ");
}

/** A provider's name as the beginning of a sentence. Names of products stay as their makers write them: cState, incident.io. */
export function asStart(shown: string): string {
  return shown.startsWith("the ") ? `The ${shown.slice(4)}` : shown;
}

function liveCard(about: About, now: Standings, providers: readonly ProviderTerms[]): Card {
  const items = providers.map(({ name, shown }): Line => {
    const standing = now[name] as ProviderStanding;
    const where: Line = standing.url === null ? asStart(shown) : link(asStart(shown), standing.url);
    return line`${marks[standing.said]} ${where} ${withoutName(inShort(standing), shown)}`;
  });
  const worst = providers.filter(({ name }) => troubles.has(now[name]?.said ?? "there")).length;
  const summary = worst === 0 ? `Where ${about.name} is published` : `${worst} of the status providers need a look`;
  return {
    summary,
    blocks: [
      { type: "text", line: `Where the public reads ${"announcement" in about.to ? `of ${about.name}` : "it"}:` },
      { type: "list", items },
    ],
  };
}

function troubleCard(about: About, provider: ProviderTerms, standing: ProviderStanding): Card {
  const { name, shown } = provider;
  const [ask, text] =
    standing.said === "by-hand" ? split(standing.words) : [withoutName(inWords(standing), shown), null];
  const said = line`${marks[standing.said]} ${calledIn(about)}${asStart(shown)} ${stopped(ask)}`;
  const blocks: Block[] = [{ type: "text", line: said }, ...(text === null ? [] : [{ type: "code" as const, text }])];
  const under = buttonsFor(about, name, standing.said);
  return {
    summary: `${calledIn(about)}${asStart(shown)} ${ask}`,
    blocks: [...blocks, ...(under.length > 0 ? [{ type: "buttons" as const, buttons: under }] : [])],
  };
}

/** What it is about, where that is not plain from where it stands: many share the announcement. */
function calledIn({ name, to }: About): string {
  return "announcement" in to ? `${name} · ` : "";
}

/** With a stop at its end, unless what is quoted there brings one. */
function stopped(words: string): string {
  return /[.!?…]"?$/.test(words) ? words : `${words}.`;
}

/** The ask, and under a line of its own the text to paste. */
function split(words: string): [string, string | null] {
  const end = words.indexOf("\n");
  return end < 0 ? [words, null] : [words.slice(0, end), words.slice(end + 1)];
}

function buttonsFor({ name: about }: About, provider: string, said: ProviderSaid): Button[] {
  const button = (label: string, answer: string): Button => ({
    label,
    verb: "provider",
    words: `${about} ${answer} ${provider}`,
  });
  switch (said) {
    case "refused":
    case "late":
      return [button("Retry", "retry")];
    case "by-hand":
      return [button("Pasted", "pasted")];
    case "differs":
    case "missing":
      return [button("Repair", "repair"), button("Leave", "leave")];
    default:
      return [];
  }
}

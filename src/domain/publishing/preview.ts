import { type Block, bold, italic, type Line, line, struck } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import type { WritingFacts } from "../../text/writing/rule.ts";
import { writingWarnings } from "../../text/writing.ts";
import { type OverallStatus, worse } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { type DifferentLine, difference, timeless } from "./difference.ts";
import { lossesAt } from "./loss.ts";
import type { ProviderTerms } from "./providers.ts";

/*
 * What a person is told beside a public text before it goes out: what is different from the last one, who will receive it and
 * what of it is lost there, and how the service stands afterwards.
 */

/** A public text that is about to be posted. */
export interface Going {
  text: string;
  stage: WritingFacts["stage"];
  /** The public components it speaks of. */
  components: readonly string[];
  /** What it alone makes of the status; null = nothing, as when it is over. */
  overall: OverallStatus | null;
  /** The status of the service with everything that is going on. */
  told: OverallStatus;
}

/** All of it, in the order in which it is asked. */
export function besideText(going: Going, terms: Terms): Block[] {
  return [
    ...warningBlocks(going),
    ...differenceBlocks(going, terms),
    ...receiverBlocks(going, terms),
    ...statusBlocks(going, terms),
  ];
}

/** The most that is advised at once: a longer list is not read. */
const mostWarnings = 5;

/** What could be written better, under `intro`. Nothing of it stops anybody. */
export function warningBlocks(
  { text, stage }: Pick<Going, "text" | "stage">,
  intro = "Advice; it can be published as it is:",
): Block[] {
  const warnings = writingWarnings(text, { stage }).slice(0, mostWarnings);
  if (warnings.length === 0) return [];
  const items = warnings.map(
    ({ found, why, suggestion }): Line =>
      found === "" ? line`${why} ${suggestion}` : line`${italic(found)}: ${why} ${suggestion}`,
  );
  return [
    { type: "note", line: intro },
    { type: "list", items },
  ];
}

/** What this text has that the last one had not. Nothing for a first one. */
function differenceBlocks({ text }: Going, { around }: Terms): Block[] {
  const told = around?.told;
  if (!told) return [];
  return changesFrom(told.text, text, `the last post, ${utcClock(told.at)}`);
}

/** What two texts differ in, line by line. When it was posted differs always, and is left out. */
export function changesFrom(before: string, after: string, what: string): Block[] {
  const changes = difference(withoutPosted(before), withoutPosted(after)).filter((one) => hasWords(one));
  const spoken = changes.filter(({ kind }) => kind !== "same");
  if (spoken.length === 0) return [{ type: "note", line: `Word for word as ${what}.` }];
  const isTimesAlone = timeless(withoutPosted(before)) === timeless(withoutPosted(after));
  return [
    { type: "note", line: isTimesAlone ? `Only times differ from ${what}:` : `What differs from ${what}:` },
    { type: "list", items: spoken.map(lineOf) },
  ];
}

function withoutPosted(text: string): string {
  return text.replace(/^Posted: .*\n?/m, "");
}

function hasWords({ kind, pieces }: DifferentLine): boolean {
  return kind !== "same" && pieces.some(({ text }) => text.trim() !== "");
}

/** Words that went are struck out, words that came are bold; a mark says of a whole line that it is new or gone. */
function lineOf({ kind, pieces }: DifferentLine): Line {
  const words = pieces.flatMap(({ text, kind: of }, index): Line => {
    const said = text.trimEnd();
    const space = index === pieces.length - 1 ? [] : [" "];
    if (said === "") return space;
    return [of === "same" ? said : of === "added" ? bold(said) : struck(said), ...space];
  });
  return kind === "added" ? ["+ ", ...words] : kind === "removed" ? ["− ", ...words] : words;
}

/** The page, whoever subscribed, and each provider, with what it cannot show of this. */
function receiverBlocks(going: Going, { around, providers, components }: Terms): Block[] {
  const subscribers = around?.subscribers ?? null;
  const after = statusesAfter(going, around?.components ?? []).filter(({ name }) => going.components.includes(name));
  const hidden = components.filter(({ internal }) => internal).map(({ name }) => name);
  const items: Line[] = [
    "the status page, and whoever reads its feeds",
    ...(subscribers === null || subscribers === 0
      ? []
      : [
          `${subscribers === 1 ? "one subscriber" : `${subscribers} subscribers`}, as far as it concerns their components`,
        ]),
    ...providers.map((provider) =>
      receiverLine(provider, {
        text: going.text,
        components: after.filter(({ name }) => !hidden.includes(name)),
        again: Boolean(around?.told),
        others: around?.notices ?? 0,
      }),
    ),
  ];
  return [
    { type: "note", line: "Who receives it:" },
    { type: "list", items },
  ];
}

function receiverLine(provider: ProviderTerms, what: Parameters<typeof lossesAt>[1]): Line {
  const losses = lossesAt(provider, what);
  return losses.length === 0 ? provider.shown : line`${provider.shown}: ${losses.join("; ")}`;
}

/** The most components that are named with their status; of the others their number is told. */
const mostComponents = 8;

/** How the service stands once it is out: the status of the whole, and each component that is not well. */
function statusBlocks(going: Going, { around }: Terms): Block[] {
  const after = statusesAfter(going, around?.components ?? []);
  const unwell = after.filter(({ status }) => status !== "operational");
  const rest = unwell.length - mostComponents;
  const named = (rest > 1 ? unwell.slice(0, mostComponents) : unwell).map(inWords).join(", ");
  const each = unwell.length === 0 ? "every component operational" : rest > 1 ? `${named} and ${rest} more` : named;
  return [{ type: "note", line: line`Status afterwards: overall ${bold(going.told)}; ${each}.` }];
}

function inWords({ name, status }: { name: string; status: OverallStatus }): string {
  return `${name} ${status}`;
}

/** Every public component with what the rest and this text make of it together. */
export function statusesAfter(
  { components, overall }: Pick<Going, "components" | "overall">,
  around: readonly { name: string; status: OverallStatus }[],
): { name: string; status: OverallStatus }[] {
  return around.map(({ name, status }) => ({
    name,
    status: components.includes(name) ? worse(status, overall ?? "operational") : status,
  }));
}

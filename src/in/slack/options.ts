import type { Option as SlackOption } from "@slack/types";
import { clip } from "../../text/foreign.ts";
import type { Option } from "../command.ts";
import { sentAs, wholeCharacters } from "../options.ts";

/* The options of a menu as Slack takes them: short, told apart, and in groups where there are many. */

/** Slack's limits for options, in characters, and how many of them, and of groups, a menu has (contracts: Slack, section 7). */
const most = { label: 75, options: 100, groups: 100 };
/** The most that all options of one menu may weigh, bytes: Slack refuses a form of more than 250 KB, and there is more in it. */
const mostBytes = 180_000;
/** How much of the beginning a label keeps whose difference lies further on. */
const beginning = 24;
/** How much of what is the same stands in front of the difference, so that it can be read. */
const before = 10;

type Choice = SlackOption & { text: { type: "plain_text"; text: string }; value: string };

/** A menu's options: in one list, or by the hundred, each hundred under the names it begins and ends with. */
export type Choices =
  | { options: Choice[] }
  | { option_groups: { label: { type: "plain_text"; text: string }; options: Choice[] }[] };

/**
 * The menu of these options. Every option is there once, and is told apart from all others by its label and its value.
 * `left` = how many did not fit; what is `chosen` always does. `of` = what stands for a value, where it is among them.
 */
export function menuOf(
  options: readonly Option[],
  chosen: readonly string[],
): { choices: Choices; left: number; of(value: string): Choice | null } {
  const unique = [...new Map(options.map((option) => [option.value, option])).values()];
  const labels = labelsOf(unique.map(({ label }) => label));
  const all = unique.map((option, index): [string, Choice] => [option.value, toChoice(option, labels[index] ?? "")]);
  const fit = new Map(fitting(all, new Set(chosen)));
  const list = [...fit.values()];
  return {
    choices: list.length <= most.options ? { options: list } : { option_groups: grouped(list) },
    left: all.length - list.length,
    of: (value) => fit.get(value) ?? null,
  };
}

function toChoice({ value, about }: Option, label: string): Choice {
  return {
    text: { type: "plain_text", text: label },
    value: sentAs(value),
    ...(about ? { description: { type: "plain_text", text: clip(about, most.label) } } : {}),
  };
}

/** As many as a form can hold, in their order; what is chosen comes before what could be. */
function fitting(all: [string, Choice][], chosen: ReadonlySet<string>): [string, Choice][] {
  const first = [...all].sort(([a], [b]) => Number(chosen.has(b)) - Number(chosen.has(a)));
  const kept = new Set<string>();
  let bytes = 0;
  for (const [value, choice] of first.slice(0, most.options * most.groups)) {
    bytes += Buffer.byteLength(JSON.stringify(choice));
    if (bytes > mostBytes) break;
    kept.add(value);
  }
  return all.filter(([value]) => kept.has(value));
}

function grouped(list: readonly Choice[]) {
  const groups: Extract<Choices, { option_groups: unknown }>["option_groups"] = [];
  for (let at = 0; at < list.length; at += most.options) {
    const options = list.slice(at, at + most.options);
    const [first, last] = [options[0], options.at(-1)].map((one) => clip(one?.text.text ?? "", 34));
    groups.push({ label: { type: "plain_text", text: `${first} … ${last}` }, options });
  }
  return groups;
}

/**
 * The labels as a menu shows them: none longer than Slack takes, none twice. Those that would be cut to the same words show
 * what they differ in; where even that is the same, they are numbered.
 */
export function labelsOf(labels: readonly string[]): string[] {
  const cut = labels.map((label) => clip(label, most.label));
  const alike = new Map<string, string[]>();
  for (const [index, label] of labels.entries()) {
    const short = cut[index] as string;
    alike.set(short, [...(alike.get(short) ?? []), label]);
  }
  const taken = new Set<string>();
  return labels.map((label, index) => {
    const short = cut[index] as string;
    const others = (alike.get(short) ?? []).filter((other) => other !== label);
    const named = others.length > 0 ? apart(label, others) : short;
    const wanted = named.trim() === "" ? "(no name)" : named;
    let told = wanted;
    for (let number = 2; taken.has(told); number++) told = `${clip(wanted, most.label - 8)} (${number})`;
    taken.add(told);
    return told;
  });
}

/** Its beginning, and the words in which it differs from the one that is most like it. */
function apart(label: string, others: readonly string[]): string {
  const same = Math.max(...others.map((other) => sameLength(label, other)));
  const start = Math.max(beginning, Math.min(same - before, label.length - (most.label - beginning - 1)));
  const rest = wholeCharacters(label.slice(start));
  return clip(`${wholeCharacters(label.slice(0, beginning)).trimEnd()}…${rest}`, most.label);
}

function sameLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

import { hash } from "node:crypto";
import type { Signal } from "../events.ts";
import type { AlertRule } from "../terms.ts";
import { factOf } from "./match.ts";

/** A group as alerts are put into it: `key` is short enough for a button, `about` says in words what its alerts have in common. */
export interface Grouping {
  key: string;
  about: string;
  /** What it was grouped by, for who asks. */
  by: string;
}

/**
 * The group a signal belongs to. As its rule says; otherwise the component, else the sender's own group, else the alert itself
 * (decisions.md 5). What a rule groups by and the signal lacks is passed over the same way.
 */
export function groupOf(signal: Signal, rule: AlertRule | null, component: string | null): Grouping {
  const { name, about = name, by } = named(signal, rule, component);
  return { key: keyOf(name), about, by };
}

/** In a storm the same groups are named over and over. */
const keys = new Map<string, string>();
const mostKeys = 2_000;

function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = hash("sha256", name, "hex").slice(0, 16);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(name, key);
  return key;
}

/** A group by what makes it one; `about` where people read other words for that. */
interface Named {
  name: string;
  about?: string;
  by: string;
}

function named(signal: Signal, rule: AlertRule | null, component: string | null): Named {
  const by = rule?.groupBy;
  const sender = signal.groupKey && `${signal.source} ${signal.groupKey}`;
  // An identity says nothing to a person; the title of what concerns security is for nobody outside its incident.
  const about = rule?.private ? signal.identity : signal.title;
  const alone: Named = { name: signal.identity, about, by: "nothing but itself" };
  const senders = (): Named =>
    sender
      ? { name: sender, about: labelsInWords(signal.groupKey ?? "", signal.source), by: "the sender's own group" }
      : alone;
  if (by === "none") return alone;
  if (rule && by === "rule") return { name: rule.name, by: "its rule" };
  if (by === "sender") return senders();
  if (Array.isArray(by)) {
    const facts = by.flatMap((name) => {
      const fact = factOf(signal, name);
      return fact === undefined ? [] : [`${name}=${fact}`];
    });
    if (facts.length > 0) return { name: facts.join(", "), by: `what its rule groups by (${by.join(", ")})` };
  }
  return component ? { name: component, by: "the component of its rule" } : senders();
}

/** Alertmanager and what speaks like it write a group as `{route}:{job="web", zone="a"}`: the labels are what people know. */
function labelsInWords(groupKey: string, source: string): string {
  const labels = /^\{.*\}:\{(.*)\}$/s.exec(groupKey)?.[1];
  if (labels === undefined) return `${source} ${groupKey}`;
  return labels === "" ? `what ${source} sends together` : labels.replace(/(=|^)"((?:[^"\\]|\\.)*)"/g, "$1$2");
}

import { createHash } from "node:crypto";
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
  const [about, by] = aboutOf(signal, rule, component);
  return { key: createHash("sha256").update(about).digest("hex").slice(0, 16), about, by };
}

function aboutOf(signal: Signal, rule: AlertRule | null, component: string | null): [about: string, by: string] {
  const by = rule?.groupBy;
  const sender = signal.groupKey && `${signal.source} ${signal.groupKey}`;
  const alone: [string, string] = [signal.identity, "nothing but itself"];
  const senders: [string, string] = sender ? [sender, "the sender's own group"] : alone;
  if (by === "none") return alone;
  if (rule && by === "rule") return [rule.name, "its rule"];
  if (by === "sender") return senders;
  if (Array.isArray(by)) {
    const facts = by.flatMap((name) => {
      const fact = factOf(signal, name);
      return fact === undefined ? [] : [`${name}=${fact}`];
    });
    if (facts.length > 0) return [facts.join(", "), `what its rule groups by (${by.join(", ")})`];
  }
  return component ? [component, "the component of its rule"] : senders;
}

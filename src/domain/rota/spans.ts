import type { Instant } from "../../base/clock.ts";
import { heldAt, type Rota } from "../rota.ts";
import { boundaryAfter, type RotaRole } from "./layers.ts";

/** A stretch of time in which a place of the rota has the same people. */
export interface Span {
  from: Instant;
  until: Instant;
  people: string[];
}

/** Bounds the walk over a rota that changes all the time. */
const mostSteps = 20_000;

/** The next instant at which anything may change for a place; null = never. */
function edgeAfter(rota: Rota, role: RotaRole, at: Instant): Instant | null {
  const overrides = (rota.overrides ?? []).filter((one) => one.role === role);
  const shifts = (rota.schedules ?? []).flatMap(({ copy }) => copy?.shifts ?? []).filter((one) => one.role === role);
  const edges = [...overrides, ...shifts].flatMap(({ from, until }) => [from, until]).filter((edge) => edge > at);
  const turns = (rota.layers ?? []).filter((layer) => layer.role === role).map((layer) => boundaryAfter(layer, at));
  const all = [...edges, ...turns];
  return all.length === 0 ? null : all.reduce((least, edge) => Math.min(least, edge));
}

/** Who has a place from one instant to another, without a gap: where nobody does, the span has no people. */
export function spansOf(rota: Rota, role: RotaRole, from: Instant, until: Instant): Span[] {
  const spans: Span[] = [];
  let at = from;
  for (let steps = 0; at < until && steps < mostSteps; steps += 1) {
    const { people } = heldAt(rota, role, at);
    const edge = Math.min(edgeAfter(rota, role, at) ?? until, until);
    const last = spans.at(-1);
    if (last && isSame(last.people, people)) last.until = edge;
    else spans.push({ from: at, until: edge, people });
    at = edge;
  }
  return spans;
}

/** When somebody else has a place next; null when nobody will within `withinMs`. */
export function changeAfter(rota: Rota, role: RotaRole, at: Instant, withinMs: number): Instant | null {
  const { people } = heldAt(rota, role, at);
  let edge = edgeAfter(rota, role, at);
  for (let steps = 0; edge !== null && edge <= at + withinMs && steps < mostSteps; steps += 1) {
    if (!isSame(heldAt(rota, role, edge).people, people)) return edge;
    edge = edgeAfter(rota, role, edge);
  }
  return null;
}

/** The same people, in whichever order. */
export function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

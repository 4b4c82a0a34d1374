import { type Line, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import { sitrep } from "../actor.ts";
import type { Effect } from "../effects.ts";
import type { Happening } from "../events.ts";
import { type Incident, isOpen } from "../incident/state.ts";
import { buttons, say } from "../incident/view.ts";
import type { Maintenance } from "./state.ts";
import { headlineOf, nameOf, standingOf } from "./view.ts";

/*
 * An incident and a maintenance of the same components. Both go on: the incident's status is worse and is what the public
 * sees; once it is over, the component shows maintenance again; and the window ends on time whether or not the incident has.
 */

/** The components that an incident did not have before. */
export function newlyTouched(was: Incident | null, now: Incident): string[] {
  const before = new Set(was?.components);
  return now.components.filter((name) => !before.has(name));
}

/** What the incident's channel and timeline hear of the maintenance that is under way on components that are new to it. */
export function meets(
  now: Incident,
  touched: readonly string[],
  running: readonly Maintenance[],
): { effects: Effect[]; followUps: Happening[] } {
  const met = now.retrospective || !isOpen(now) ? [] : running.filter(({ components }) => shared(components, touched));
  return { effects: met.map((one) => said(now, one)), followUps: met.map((one) => noted(now, one, "was under way")) };
}

/** The same for incidents that are open when a maintenance starts. */
export function starts(
  maintenance: Maintenance,
  open: readonly Incident[],
): { effects: Effect[]; followUps: Happening[] } {
  const met = open.filter(
    ({ components, retrospective }) => !retrospective && shared(maintenance.components, components),
  );
  return {
    effects: met.map((incident) => said(incident, maintenance)),
    followUps: met.map((incident) => noted(incident, maintenance, "started")),
  };
}

function shared(some: readonly string[], others: readonly string[]): boolean {
  return some.some((name) => others.includes(name));
}

function said(incident: Incident, maintenance: Maintenance): Effect {
  const { window, components } = maintenance;
  const text: Line = line`🔧 ${headlineOf(maintenance)} is under way until ${utcMinute(window.endsAt)}, on ${components.join(", ")}. Alerts of these are muted until then.`;
  const words = `caused ${nameOf(maintenance)} --incident ${incident.number}`;
  const blocks = [
    { type: "text" as const, line: text },
    buttons([{ label: `Caused by ${nameOf(maintenance)}`, verb: "maintenance", words }]),
  ];
  return say(incident, { summary: `${headlineOf(maintenance)} is ${standingOf(maintenance)}`, blocks });
}

function noted({ id }: Incident, maintenance: Maintenance, what: string): Happening {
  const { components, window } = maintenance;
  const text = `${headlineOf(maintenance)} ${what} on ${components.join(", ")}, until ${utcMinute(window.endsAt)}`;
  return { type: "incident.note", incident: id, by: sitrep, text };
}

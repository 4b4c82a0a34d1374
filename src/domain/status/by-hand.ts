import { line } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf } from "../events.ts";
import { unknownComponent } from "../incident/component.ts";
import { heldBy } from "../incident/held.ts";
import { named } from "../incident/view.ts";
import { may } from "../permissions.ts";
import { syncs } from "../publishing/sync.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import type { StatusByHand } from "./component.ts";

/*
 * The status of a component, set by a person until they take it back. It only ever makes the public status worse: the worst
 * of all that touches a component counts, so nobody can paint over an open incident.
 */

/** Sets the status of a component by hand, or takes that back. */
export function setByHand(
  was: StatusByHand[],
  event: EventOf<"component.by-hand">,
  terms: Terms,
): Decided<StatusByHand[]> {
  const { component, why, by, at } = event;
  if (!may(by, "publish", null, terms.permissions))
    return refuse("not-allowed", { permission: "publish", held: heldBy("publish", terms) });
  const unknown = unknownComponent([component], terms);
  if (unknown) return unknown;
  // Operational is what it is without anybody's hand.
  const status = event.status === "operational" ? null : event.status;
  const before = was.find((one) => one.component === component);
  if ((before?.status ?? null) === status)
    return refuse("component-unchanged", { component, status: status ?? "not set" });
  const others = was.filter((one) => one !== before);
  const now = status === null ? others : [...others, { component, status, why, by: by.name, at }];
  const isPublic = terms.components.some(({ name, internal }) => name === component && !internal);
  const said =
    status === null
      ? line`${named(by)} took back the status of ${component} that was set by hand: ${why}`
      : line`${named(by)} set ${component} to ${status} by hand, until it is taken back: ${why}`;
  const summary =
    status === null ? `${component} is not set by hand any more` : `${component} is ${status}, set by hand`;
  const slot = `component/${component}`;
  const words = `"${component}" clear "it is over"`;
  const shown: Effect = {
    kind: "message.renew",
    to: { announcement: true },
    card: {
      summary,
      blocks: [
        { type: "text", line: said },
        ...(status === null
          ? []
          : [{ type: "buttons" as const, buttons: [{ label: "Take it back", verb: "component", words }] }]),
      ],
    },
    slot,
    lane: slot,
    urgency: "reminder",
  };
  return decided(now, { effects: [shown, ...(isPublic ? syncs("components", terms.providers) : [])] });
}

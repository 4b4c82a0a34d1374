import type { Instant } from "../../base/clock.ts";
import { type Card, line } from "../../text/card.ts";
import { inWords } from "../../text/instant.ts";
import type { Effect } from "../effects.ts";
import { spanOf } from "./schedule.ts";
import type { Window } from "./state.ts";
import type { RecurringWindow } from "./terms.ts";

/** What the announcement channel reads of a window that was not announced. `why` = the refusal, where it was not for want of time. */
function leftOutCard(recurring: RecurringWindow, window: Window, at: Instant, why: string | null): Card {
  const said =
    why === null
      ? `it starts in ${inWords(window.startsAt - at)}, which is too late to announce it`
      : `its notice could not be published: ${why.replaceAll("`", "'")}`;
  const summary = `The recurring maintenance ${recurring.name} of ${spanOf(window)} is left out`;
  return {
    summary,
    blocks: [
      {
        type: "text",
        line: line`⚠️ ${summary}: ${said}${/[.!?]$/.test(said) ? "" : "."} It can be scheduled by hand, on short notice.`,
      },
    ],
  };
}

/** The message of {@link leftOutCard}. */
export function leftOutOf(
  { recurring, window, why }: { recurring: RecurringWindow; window: Window; why: string | null },
  at: Instant,
): Effect {
  const slot = `series/${recurring.name}/${window.startsAt}`;
  const card = leftOutCard(recurring, window, at, why);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

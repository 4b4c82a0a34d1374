import { running } from "../../../src/domain/incident/state.ts";
import { type Check, check, type Scene } from "./scene.ts";

/** A timer may be this late when the programs are stopped, in real ms: it had just come due. */
const justDueMs = 1_500;

/** No reminder is lost: what is overdue is said, in one place; and no timer that was due is left. */
export function reminders({ incidents, timers, remotes, outbox, stoppedAt, speed }: Scene): Check[] {
  const grace = justDueMs * speed;
  const slots = new Set(remotes.map(({ slot }) => slot));
  const waiting = new Set(outbox.filter(({ state }) => state === "waiting").map(({ slot }) => slot));
  const overdue = incidents.flatMap(({ incident }) =>
    incident.deadlines
      .filter(({ state, dueAt, owedSince }) => state === "running" && Math.max(dueAt, owedSince) < stoppedAt - grace)
      .map((deadline) => ({ incident, deadline })),
  );
  return [
    check("overdue promises, each with its live reminder", overdue, ({ incident, deadline }) => {
      const what = `the ${deadline.kind} of #${incident.number}, due ${new Date(deadline.dueAt).toISOString()}`;
      const slot = `${incident.id}/reminder/${deadline.kind}`;
      if (deadline.snoozedUntil !== null && deadline.snoozedUntil > stoppedAt) return null;
      if (deadline.round < 2) return `lost: nobody was reminded of ${what} (round ${deadline.round})`;
      return slots.has(slot) || waiting.has(slot) ? null : `lost: no reminder of ${what} stands in the channel`;
    }),
    check("timers, none left that was due", timers, ({ subject, kind, due_at }) =>
      due_at >= stoppedAt - grace
        ? null
        : `left: the timer ${kind} of ${subject} was due ${(stoppedAt - due_at) / speed} real ms before the stop`,
    ),
  ];
}

/** Each rung of the paging ladder that was taken paged its people exactly once. */
export function pages({ incidents, outbox }: Scene): Check[] {
  const paged = incidents.flatMap(({ incident, timeline }) =>
    incident.paged.map((rung) => ({ incident, timeline, rung })),
  );
  const told = { primary: "the primary", secondary: "the secondary", list: "everyone on the escalation list" };
  const rows = outbox.filter(({ kind }) => kind === "page");
  return [
    check("rungs of the paging ladder, each paged once", paged, ({ incident, timeline, rung }) => {
      const entries = timeline.filter(({ kind, text }) => kind === "page" && text.startsWith(`Paged ${told[rung]} `));
      const times = incident.paged.filter((one) => one === rung).length;
      return entries.length === times
        ? null
        : `#${incident.number} took the rung ${rung} ${times} times, and its timeline says ${entries.length}`;
    }),
    check("incidents that page, none silent", incidents, ({ incident }) => {
      const pagesAtOnce = incident.severity === "SEV1" && !incident.acknowledged && incident.resolvedAt === null;
      return pagesAtOnce && incident.paged.length === 0 ? `nobody was paged for #${incident.number}` : null;
    }),
    check("pages, each delivered", rows, ({ id, state }) =>
      state === "delivered" || state === "superseded" ? null : `the page ${id} is ${state}`,
    ),
  ];
}

/** How late people were first told that something was due, in real ms. Downtime counts; printed, never judged (decisions.md 31). */
export function latenesses({ incidents, speed }: Scene): number[] {
  return incidents.flatMap(({ incident, timeline }) =>
    incident.deadlines.flatMap((deadline) => {
      const owed = Math.max(deadline.dueAt, deadline.owedSince);
      const name = namesOwed[deadline.kind];
      const first = timeline.find(
        ({ kind, text, at }) => kind === "reminder" && name && text.startsWith(name) && at >= owed,
      );
      const isTheirs =
        first && (running(incident, deadline.kind)?.id === deadline.id || (deadline.metAt ?? 0) >= first.at);
      return isTheirs ? [(first.at - owed) / speed] : [];
    }),
  );
}

const namesOwed: Partial<Record<string, string>> = {
  ack: "The acknowledgement",
  "first-update": "The first public update",
  "next-update": "The next update",
  mitigation: "Mitigation",
};

import type { Instant } from "../../base/clock.ts";
import { type Finding, guard } from "../../text/guard.ts";
import { type MaintenanceNews, renderMaintenance, shortNoticeMark } from "../../text/maintenance.ts";
import { renderUpdate } from "../../text/update.ts";
import { isRefusal } from "../decision.ts";
import type { Event } from "../events.ts";
import { publicNames } from "../publishing/notice.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type Board, overallStatus, publicBoard } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import type { Maintenance, MaintenanceUpdate, Window } from "./state.ts";

/*
 * What the public is told of a maintenance. Every text passes the guard; with internal components alone there is none.
 */

/** What is told, beside the maintenance as it is from now on. */
export interface Telling {
  news: "scheduled" | MaintenanceNews;
  /** The window that was announced before. */
  was?: Window | undefined;
  text?: string | undefined;
  early?: boolean;
  late?: boolean;
  stopped?: boolean;
}

/** Where a maintenance is decided on: what else the public status is made of, this maintenance left out. */
export type Others = Board;

/** True when the public may learn of it. */
export function isTold({ components }: Pick<Maintenance, "components">, terms: Pick<Terms, "components">): boolean {
  return publicNames(components, terms).length > 0;
}

/** The maintenance with a notice more, or why it cannot be published. One of internal components alone is returned as it is. */
export function told(
  now: Maintenance,
  telling: Telling,
  event: Event & { by: MaintenanceUpdate["by"] },
  others: Others,
  terms: Terms,
): Maintenance | Refusal {
  if (!isTold(now, terms)) return now;
  const text = textOf(now, telling, event.at, others, terms);
  if (isRefusal(text)) return text;
  const update: MaintenanceUpdate = {
    id: event.id,
    stage: now.stage,
    text: text.text,
    postedAt: event.at,
    by: event.by,
  };
  return { ...now, updates: [...now.updates, update] };
}

const stageWords: Record<Maintenance["stage"], string> = {
  SCHEDULED: "SCHEDULED",
  IN_PROGRESS: "IN PROGRESS",
  COMPLETED: "COMPLETED",
  CANCELLED: "CANCELLED",
};

function textOf(
  now: Maintenance,
  telling: Telling,
  at: Instant,
  others: Others,
  terms: Terms,
): { text: string } | Refusal {
  const { what, impact, window, stage } = now;
  const components = publicNames(now.components, terms);
  const board = publicBoard({ ...others, windows: [...others.windows, now] }, terms.components);
  const overall = overallStatus(board, terms.policy);
  const common = { components, what, impact, overall, postedAt: at, startsAt: window.startsAt, endsAt: window.endsAt };
  const isShort = now.shortNotice !== null;
  const rendered =
    telling.news === "scheduled"
      ? renderUpdate(terms.templates, {
          ...common,
          stage: "SCHEDULED",
          severity: "SEV3",
          allComponents: publicNames(
            terms.components.map(({ name }) => name),
            terms,
          ),
          nextUpdateBy: null,
          text: [telling.text ?? "", isShort ? shortNoticeMark : ""]
            .filter((words) => words.trim() !== "")
            .join("\n\n"),
        })
      : renderMaintenance(terms.templates, telling.news, {
          ...common,
          stage: stageWords[stage],
          was: telling.was ?? null,
          startedAt: now.startedAt,
          endedAt: now.endedAt,
          text: telling.text ?? null,
          shortNotice: isShort,
          early: telling.early ?? false,
          late: telling.late ?? false,
          stopped: telling.stopped ?? false,
        });
  if ("missing" in rendered) return refuse("missing-fields", { fields: rendered.missing, stage: stageWords[stage] });
  const checked = guard(rendered.text, terms.guard);
  return checked.ok ? { text: checked.text } : guarded(checked.findings);
}

function guarded(findings: Finding[]): Refusal {
  return refuse("guarded-words", { findings });
}

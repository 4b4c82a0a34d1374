import type { Instant } from "../../base/clock.ts";
import { type MaintenanceNews, renderMaintenance, shortNoticeMark } from "../../text/maintenance.ts";
import { renderUpdate } from "../../text/update.ts";
import type { Event } from "../events.ts";
import { heldOutside } from "../incident/held.ts";
import type { Passing } from "../incident/state.ts";
import { foundIn } from "../incident/update.ts";
import { may } from "../permissions.ts";
import { publicNames } from "../publishing/notice.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type Board, overallStatus, publicBoard } from "../status/component.ts";
import type { Terms } from "../terms.ts";
import { remembered } from "./history.ts";
import { type NoticeWords, type PassedNotice, passNotice } from "./passing.ts";
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

/**
 * The maintenance with a notice more, or why it cannot be published. One of internal components alone is returned as it is.
 * What the guard found and somebody let pass, or was replaced, is on its history.
 */
export function told(
  now: Maintenance,
  telling: Telling,
  event: Event & { by: MaintenanceUpdate["by"] } & Passing,
  others: Others,
  terms: Terms,
): Maintenance | Refusal {
  if (!isTold(now, terms)) return now;
  const { id, at, by, suggested, override } = event;
  const render = (words: NoticeWords) => rendered(words, telling, at, others, terms);
  const asked = { suggested, override: override?.trim(), byItself: event.type === "maintenance.timer" };
  const passed = passNotice({ now, text: telling.text ?? null }, render, asked, terms);
  if ("missing" in passed) return refuse("missing-fields", { fields: passed.missing, stage: stageWords[now.stage] });
  const mayOverride = may(by, "override", null, terms.permissions);
  const held = heldOutside("override", terms);
  if ("findings" in passed)
    return refuse("guarded-words", { ...passed, ...(mayOverride || !isHeldByNobody(terms) ? { held } : {}) });
  if (passed.overrode.length > 0 && !mayOverride) return refuse("not-allowed", { permission: "override", held });
  const update: MaintenanceUpdate = { id, stage: now.stage, text: passed.text, postedAt: at, by };
  const written = withPassing(passed, { at, by, override });
  return { ...written, updates: [...written.updates, update] };
}

function isHeldByNobody({ permissions: { override } }: Pick<Terms, "permissions">): boolean {
  return !override.everyone && override.people.length === 0;
}

function withPassing(
  { now, overrode, mended }: PassedNotice,
  { at, by, override }: { at: Instant; by: MaintenanceUpdate["by"] } & Passing,
): Maintenance {
  const replaced =
    mended.length === 0
      ? now
      : remembered(now, { at, by, text: `The suggested words took the place of ${foundIn(mended)}` });
  if (overrode.length === 0 || override === undefined) return replaced;
  const text = `${by.name} published ${foundIn(overrode)} against the guard: ${override}`;
  const isOfPlan = overrode.some(({ field }) => field !== null && field !== "text");
  return remembered(isOfPlan ? { ...replaced, letPass: { why: override, by } } : replaced, { at, by, text });
}

const stageWords: Record<Maintenance["stage"], string> = {
  SCHEDULED: "SCHEDULED",
  IN_PROGRESS: "IN PROGRESS",
  COMPLETED: "COMPLETED",
  CANCELLED: "CANCELLED",
};

function rendered({ now, text }: NoticeWords, telling: Telling, at: Instant, others: Others, terms: Terms) {
  const { what, impact, window, stage } = now;
  const components = publicNames(now.components, terms);
  const board = publicBoard({ ...others, windows: [...others.windows, now] }, terms.components);
  const overall = overallStatus(board, terms.policy);
  const common = { components, what, impact, overall, postedAt: at, startsAt: window.startsAt, endsAt: window.endsAt };
  const isShort = now.shortNotice !== null;
  return telling.news === "scheduled"
    ? renderUpdate(terms.templates, {
        ...common,
        stage: "SCHEDULED",
        severity: "SEV3",
        allComponents: publicNames(
          terms.components.map(({ name }) => name),
          terms,
        ),
        nextUpdateBy: null,
        text: [text ?? "", isShort ? shortNoticeMark : ""].filter((words) => words.trim() !== "").join("\n\n"),
      })
    : renderMaintenance(terms.templates, telling.news, {
        ...common,
        stage: stageWords[stage],
        was: telling.was ?? null,
        startedAt: now.startedAt,
        endedAt: now.endedAt,
        text,
        shortNotice: isShort,
        early: telling.early ?? false,
        late: telling.late ?? false,
        stopped: telling.stopped ?? false,
      });
}

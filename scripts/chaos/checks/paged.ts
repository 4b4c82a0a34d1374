import type { Incident, PagerPage } from "../../../src/domain/incident/state.ts";
import { pagerSlot } from "../../../src/domain/pager.ts";
import type { PagedAlert } from "../pagers.ts";
import { type Check, check, countBy, type Kept, type Scene } from "./scene.ts";

/** A page that was asked this shortly before the stop may still be on its way, in real ms. */
const justAskedMs = 2_000;

interface Paging extends Kept {
  page: PagerPage;
  /** Where it stands at its pager: once, if all is well; not at all, when it was taken back before it was sent. */
  there: PagedAlert[];
}

/** Pages at pagers: each rang once, none is lost, and each stands there as its incident does. */
export function pagers(scene: Scene): Check[] {
  const pages = pagesOf(scene);
  return [
    ...rung(scene, pages),
    check("pages at pagers, in step with their incidents", pages, (one) => outOfStep(one, scene)),
    check("pages that did not go through, each told of", pages, (one) => unsaid(one, scene)),
    ...answered(scene, pages),
    check("calls to PagerDuty, within its limit of 120 a minute", minutes(scene), ([minute, count]) =>
      count <= 120 ? null : `PagerDuty was called ${count} times in the minute of ${minute}`,
    ),
  ];
}

function pagesOf({ incidents, pagers: { alerts } }: Scene): Paging[] {
  return incidents.flatMap((kept) =>
    kept.incident.pages.map((page) => ({
      ...kept,
      page,
      there: alerts.filter(({ pager, key }) => pager === page.pager && key === page.key),
    })),
  );
}

/** Nobody rings without a decision, nor twice for one; and whoever was to be woken was. */
function rung(scene: Scene, pages: Paging[]): Check[] {
  const { incidents, memory, pagers: record, stoppedAt, speed } = scene;
  // A trigger whose answer was lost, and that is repeated before we hear that somebody resolved its alert, rings once more.
  const resolvedThere = countBy(memory.answered, ({ key, told }) =>
    told === "resolved" ? `pagerduty ${key}` : undefined,
  );
  const decided = new Set(pages.map(({ page }) => `${page.pager} ${page.key}`));
  const rings = countBy(record.alerts, ({ pager, key }) => `${pager} ${key}`);
  const reasons = countBy(pages, ({ incident, page: { pager, target, why, people } }) =>
    [`#${incident.number}`, pager, target, people.join(), why].join(" / "),
  );
  const called = incidents.flatMap(({ incident, timeline }) =>
    timeline.flatMap(({ kind, text, at }) => {
      const people = kind === "page" ? /^Paged [^(]+\(([^)]+)\)/.exec(text)?.[1]?.split(", ") : undefined;
      return (people ?? []).map((one) => ({ incident, one, at, text }));
    }),
  );
  return [
    check("pages that rang at a pager, none twice", rings, ([key, count]) => {
      if (!decided.has(key)) return `nobody decided on the page ${key}`;
      return count <= 1 + (resolvedThere.get(key) ?? 0) ? null : `doubled: ${key} rang ${count} times`;
    }),
    check("reasons to ring, each one page at a pager", reasons, ([reason, count]) =>
      count === 1 ? null : `doubled: ${count} pages for ${reason}`,
    ),
    check("people who were to be woken, each through a pager", called, ({ incident, one, at, text }) =>
      incident.pages.some(({ askedAt, people }) => askedAt === at && people.includes(one))
        ? null
        : `lost: no pager was asked to wake ${one} for #${incident.number}: ${text}`,
    ),
    check("pages asked for, each accepted or taken over", pages, (one) => {
      const { incident, page, there } = one;
      const what = `the page ${page.key} at ${page.pager} of #${incident.number} (${page.state})`;
      if (page.state === "accepted") return there.length > 0 ? null : `lost: ${what} stands nowhere`;
      // Somebody has it or it is over: what was not sent by then is not sent any more.
      if (page.closed !== null || page.askedAt >= stoppedAt - justAskedMs * speed) return null;
      if (page.state === "asked") return `lost: ${what} was never heard of again`;
      return successors(one).length > 0 || there.length > 0 ? null : `lost: ${what}, and no pager is used instead`;
    }),
    check("what pagers were told, nothing refused", record.wrong, (words) => words),
  ];
}

/** The pages that were asked for in place of one that did not go through. */
function successors({ incident, page }: Paging): PagerPage[] {
  return incident.pages.filter(
    (other) =>
      other.pager !== page.pager &&
      other.why === page.why &&
      other.askedAt >= page.askedAt &&
      page.people.every((one) => other.people.includes(one)),
  );
}

/** What stands at a pager has to be as the page's last word left it. */
function outOfStep({ incident, page, there }: Paging, { outbox }: Scene): string | null {
  const [alert] = there;
  const slot = pagerSlot(incident.id, page.pager, page.key);
  // That something is left to deliver is the outbox's own check.
  if (!alert || outbox.some((row) => row.slot === slot && row.state === "waiting")) return null;
  return wanted(incident, page).includes(alert.status)
    ? null
    : `the page ${page.key} of #${incident.number} is ${alert.status} at ${page.pager}, and ${page.closed ?? "unanswered"} here`;
}

function wanted({ acknowledged }: Incident, { closed, askedAt }: PagerPage): PagedAlert["status"][] {
  if (closed === "resolved") return ["resolved"];
  // What is asked for after somebody has the incident is about something else, and rings until somebody takes it there.
  const anew = acknowledged !== null && (closed === null || askedAt >= acknowledged.at);
  if (anew) return ["triggered", "acknowledged"];
  return closed === null ? ["triggered"] : ["acknowledged"];
}

/** People are told of a page that does not go through: on the record, and where they read. */
function unsaid({ incident, page, timeline }: Paging, { outbox }: Scene): string | null {
  const slot = `${pagerSlot(incident.id, page.pager, page.key)}/trouble`;
  const told = outbox.filter((row) => row.slot === slot && row.kind === "message.show");
  if (page.state !== "late" && page.state !== "failed" && told.length === 0) return null;
  const recorded = timeline.some(
    ({ kind, text, at }) =>
      kind === "failure" && at >= page.askedAt && /(has not taken|refused|never took) the page of /.test(text),
  );
  if (told.length === 0) return `the channel of #${incident.number} was not told of the page ${page.key}`;
  return recorded ? null : `#${incident.number} does not say that the page ${page.key} did not go through`;
}

/** Who answered at a pager has answered here, under their name and once; and that pager is not told what it told us. */
function answered({ memory, incidents, pagers: { calls } }: Scene, pages: Paging[]): Check[] {
  const heard = memory.answered.filter(({ heard }) => heard);
  const takenThere = heard.filter(({ mark, told }) => told === "acknowledged" && takers(incidents, mark).length > 0);
  return [
    check("answers at a pager, each heard once", heard, ({ mark, key, told }) => {
      const page = pages.find((one) => one.page.key === key);
      if (!page) return `somebody answered the page ${key}, which nobody decided on`;
      const entries = takers(incidents, mark).length;
      if (entries > 1) return `doubled: ${told} by Pat ${mark} is on the record ${entries} times`;
      const { incident } = page;
      const isOver = incident.resolvedAt !== null || incident.closure !== null;
      if (told === "acknowledged" && !incident.acknowledged && !isOver)
        return `lost: Pat ${mark} acknowledged ${key} in PagerDuty, and #${incident.number} is unanswered`;
      return null;
    }),
    check("acknowledgements from a pager, none sent back there", takenThere, ({ mark, key }) =>
      calls.some((call) => call.pager === "pagerduty" && call.key === key && call.action === "acknowledge")
        ? `echoed: Pat ${mark} acknowledged ${key} in PagerDuty, and PagerDuty was told`
        : null,
    ),
  ];
}

/** The entries that name who answered. */
function takers(incidents: Kept[], mark: string) {
  return incidents.flatMap(({ timeline }) => timeline.filter(({ text }) => text.includes(`Pat ${mark} `)));
}

function minutes({ pagers: { calls } }: Scene): Map<string, number> {
  return countBy(
    calls.filter(({ pager }) => pager === "pagerduty"),
    ({ at }) => new Date(at).toISOString().slice(0, 16),
  );
}

import { BadCursor, StoreBusy, StoreFull, StoreGone } from "../../store/errors.ts";
import type { FieldProblem } from "../command.ts";

/** A no, as RFC 9457 writes it. Each error names its field. */
export interface RestProblem {
  type: "about:blank";
  status: number;
  title: string;
  detail: string;
  /** The code of a refusal, for programs. */
  code?: string | undefined;
  errors?:
    | ({ field: string; pointer: string; detail: string } & Partial<NonNullable<FieldProblem["guarded"]>>)[]
    | undefined;
}

/** A whole answer. */
export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string> | undefined;
}

export function problem(
  status: number,
  title: string,
  detail: string,
  more: Pick<RestProblem, "code" | "errors"> = {},
): Reply {
  const body: RestProblem = { type: "about:blank", status, title, detail, ...more };
  return { status, body };
}

export function errorsOf(problems: FieldProblem[]): RestProblem["errors"] {
  const named = problems.filter(({ field, guarded }) => field !== null || guarded);
  if (named.length === 0) return undefined;
  return named.map(({ field, message, guarded }) => ({
    field: field ?? "",
    pointer: field === null ? "" : `/${field}`,
    detail: plain(message),
    ...guarded,
  }));
}

/** Our own sentences mark code by back-ticks, which are nothing in JSON. */
export function plain(sentence: string): string {
  return sentence.replaceAll("`", "'");
}

/** A refusal's status: what is not there, what is not allowed, what the incident's state forbids, and what the words lack. */
const statuses: Record<string, number> = {
  "not-found": 404,
  "not-allowed": 403,
  "title-missing": 422,
  "title-too-long": 422,
  "missing-fields": 422,
  "unknown-component": 422,
  "guarded-words": 422,
  "correction-changes-nothing": 409,
  "correction-moves-a-promise": 422,
  "no-such-update": 404,
  "in-the-future": 422,
  "in-the-past": 422,
  "resolved-before-detected": 422,
  "overall-not-worse": 422,
  "no-such-entry": 404,
  "no-such-override": 404,
  "ends-before-it-begins": 422,
  "short-notice": 422,
  "not-an-extension": 422,
  "same-person-twice": 422,
  "not-yours-to-take": 403,
};

export function statusOf(code: string): number {
  return statuses[code] ?? 409;
}

/** What is said when something of ours is out of order: the sender may come back. */
export function troubleOf(error: unknown): Reply {
  if (error instanceof BadCursor)
    return problem(400, "No such page", error.message, {
      errors: errorsOf([{ field: "cursor", message: error.message }]),
    });
  const later = (seconds: number, detail: string): Reply => ({
    ...problem(503, "Not just now", detail),
    headers: { "retry-after": String(seconds) },
  });
  if (error instanceof StoreFull) return later(30, "The disk is full: nothing can be stored until there is room.");
  if (error instanceof StoreBusy) return later(1, "The store is busy. Try again shortly.");
  if (error instanceof StoreGone) return later(5, "The store cannot be reached. Try again shortly.");
  return problem(500, "Fault of ours", "This could not be done, through no fault of the request. It is in the log.");
}

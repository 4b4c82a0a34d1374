import type { Instant } from "../base/clock.ts";
import type { Http, HttpAnswer, HttpCall } from "../base/http.ts";
import type { RotaRole } from "../domain/rota/layers.ts";

/** Somebody on call, as the system calls them that keeps the schedule. */
export interface ForeignShift {
  role: RotaRole;
  /** What the person is called there, the surest first: e-mail address, id, name. */
  names: string[];
  /** Words that may hold one of the known names, where nothing says outright who it is. */
  text?: string | undefined;
  from: Instant;
  until: Instant;
}

/** The time that a reading is asked for. */
export interface Window {
  now: Instant;
  from: Instant;
  until: Instant;
}

/**
 * Reads who is on call within a window from where the schedule is kept. Throws {@link ScheduleTrouble} or `HttpTrouble`, whose
 * sentences hold no secret.
 */
export type ScheduleReader = (window: Window) => Promise<ForeignShift[]>;

/** Why a schedule could not be read, as a sentence for who is on call. */
export class ScheduleTrouble extends Error {
  constructor(what: string) {
    super(what);
    this.name = "ScheduleTrouble";
  }
}

/** How long a schedule may take to answer, ms: somebody may be waiting to know whom to call. */
const answersWithinMs = 10_000;

/** A call that must be answered with a 2xx, or with one of the other statuses that are named. */
export async function asked(http: Http, call: HttpCall, others: number[] = []): Promise<HttpAnswer> {
  const answer = await http({ timeoutMs: answersWithinMs, ...call });
  if ((answer.status >= 200 && answer.status < 300) || others.includes(answer.status)) return answer;
  const { host } = new URL(call.url);
  const why = answer.status === 401 || answer.status === 403 ? ": it does not accept our credentials" : "";
  throw new ScheduleTrouble(`${host} answered ${answer.status}${why}`);
}

/** A time of theirs as an instant. Throws when it is none. */
export function instantIn(text: string): Instant {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ScheduleTrouble("a time in its answer cannot be read");
  return at;
}

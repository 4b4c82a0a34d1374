import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { jsonOf } from "./ending.ts";
import { later, never } from "./outcome.ts";
import { type Asking, Trouble, troubleWith, type Work } from "./provider.ts";
import { address, secret } from "./settings.ts";

/* What Cachet 2.4 and Cachet 3 have in common: two products of one name, with the same things under other addresses. */

export const cachetSettings = z.strictObject({
  /** Its address, without `/api`. */
  url: address,
  token: secret,
  /** Which of the two it is; asked for where it is not told. */
  version: z.union([z.literal(2), z.literal(3)], { error: "It must be 2 or 3; left out, Cachet is asked." }).optional(),
  /** Which of its stages shows our MITIGATING; `monitoring` is what Cachet calls watching. */
  mitigating: z.enum(["monitoring", "identified"]).default("monitoring"),
  /** The time zone of the site, which Cachet 2.4 takes the times of a maintenance in. */
  timezone: z.string().refine(isZone, { error: "It must be a time zone like Europe/Berlin." }).default("UTC"),
});
export type CachetSettings = z.infer<typeof cachetSettings>;
export type CachetWork = Work<CachetSettings>;

/** An incident or a schedule there. */
export interface Item {
  id: string;
  name: string;
  /** The text that it was opened with. */
  message: string;
  status: number | null;
  endsAt: string | null;
  /** Our key, as far as it was kept and can be read; null where neither is known. */
  key: string | null;
}

export type Kind = Notice["kind"];

/** All that an incident or a schedule is, beside its updates. A `stage` of a maintenance counts for 2.4 alone. */
export interface Facts {
  name: string;
  message: string;
  stage: number;
  startsAt: Instant;
  endsAt: Instant | null;
}

/** How one of the two is spoken to. */
export interface Dialect {
  /** False where a maintenance has one text, and no updates. */
  keepsUpdates(kind: Kind): boolean;
  /** False where the status of a maintenance follows from its times. */
  keepsStage(kind: Kind): boolean;
  /** The number of each status of a component. */
  numbers: Readonly<Record<OverallStatus, number>>;
  item(kind: Kind, id: string, work: CachetWork): Promise<Item | null>;
  /** Those that may be ours, newest first. */
  items(kind: Kind, work: CachetWork): AsyncIterable<Item>;
  updates(kind: Kind, id: string, work: CachetWork): Promise<{ id: string; text: string }[]>;
  open(kind: Kind, facts: Facts, notify: boolean, work: CachetWork): Promise<string>;
  /** Adds an update; its id. */
  add(kind: Kind, id: string, update: Pick<Facts, "message" | "stage" | "endsAt">, work: CachetWork): Promise<string>;
  edit(kind: Kind, id: string, facts: Facts, work: CachetWork): Promise<void>;
  rewrite(kind: Kind, id: string, update: string, stage: number, text: string, work: CachetWork): Promise<void>;
  /** The numbers of the statuses of components, by their ids. */
  components(work: CachetWork): Promise<Map<string, number>>;
  setComponent(id: string, status: number, work: CachetWork): Promise<void>;
}

/** The number of a stage. A maintenance that is called off is complete there; that it did not take place stands in its text. */
export function stageOf(stage: NoticeUpdate["stage"], { mitigating }: CachetSettings): number {
  switch (stage) {
    case "SCHEDULED":
      return 0;
    case "INVESTIGATING":
    case "IN_PROGRESS":
      return 1;
    case "IDENTIFIED":
    case "COMPLETED":
    case "CANCELLED":
      return 2;
    case "MITIGATING":
      return mitigating === "monitoring" ? 3 : 2;
    default:
      return 4;
  }
}

/** Which Cachet it is: as the settings say, or as it says itself, which is asked once. */
export async function versionOf({ settings, memory, call }: CachetWork): Promise<2 | 3> {
  const known = settings.version ?? memory.get<2 | 3>("version");
  if (known) return known;
  const token = settings.token.reveal();
  const headers = { authorization: `Bearer ${token}`, "x-cachet-token": token };
  let isAway = false;
  for (const path of ["/api/version", "/api/v1/version"]) {
    const { status, text } = await call({ method: "GET", path, headers }, [400, 401, 403, 404, 405]);
    const version = versionIn(jsonOf(text));
    if (version) {
      memory.keep("version", version);
      return version;
    }
    isAway ||= status < 300;
  }
  const why = "Cachet does not say which version it is; version: 2 or version: 3 in its settings does";
  throw troubleWith(isAway ? later(why, { doubtful: false }) : never(why));
}

/**
 * Whether everybody finds it in the list of that kind, and `isOpen` there. Null = the API is closed to those without a token,
 * so that it tells nothing of what they read.
 */
export async function isOnPage(
  kind: Kind,
  id: string,
  isOpen: (item: Item) => boolean,
  cachet: Dialect,
  work: CachetWork,
): Promise<boolean | null> {
  try {
    for await (const item of cachet.items(kind, asEverybody(work))) if (item.id === id) return isOpen(item);
    return false;
  } catch (error) {
    if (error instanceof Trouble && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

/** Works with the same Cachet as those do who have no token. */
function asEverybody(work: CachetWork): CachetWork {
  const bare = ({ headers: _, ...asking }: Asking): Asking => ({ ...asking, open: true });
  return {
    ...work,
    call: (asking, also) => work.call(bare(asking), also),
    json: (asking, schema) => work.json(bare(asking), schema),
    found: (asking, schema) => work.found(bare(asking), schema),
  };
}

const versionSchema = z.object({
  data: z.union([z.string(), z.object({ version: z.string() }).transform(({ version }) => version)]),
});

function versionIn(body: unknown): 2 | 3 | null {
  const version = versionSchema.safeParse(body).data?.data.replace(/^v/i, "");
  return version?.startsWith("2.") ? 2 : version && /^[3-9]\b/.test(version) ? 3 : null;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

/** An id or a number of theirs: which of the two differs. */
export const either = z.union([z.string(), z.number()]).transform(String);
/** A status: a number, the same as a text, or a number with its words. */
export const number = z
  .union([z.number(), z.string(), z.object({ value: z.union([z.number(), z.string()]) })])
  .nullish()
  .transform((value) => {
    const is = Number(typeof value === "object" && value !== null ? value.value : (value ?? Number.NaN));
    return Number.isFinite(is) ? is : null;
  });
/** Our key in what was kept for us, if it is read back at all. */
export const meta = z
  .unknown()
  .optional()
  .transform((value): string | null => {
    const kept = z.object({ sitrep: z.string() }).safeParse(value).data;
    return kept?.sitrep ?? null;
  });

/** All of a list. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const one of list) read.push(one);
  return read;
}

/** So many pages of a list are looked through. */
export const mostPages = 20;

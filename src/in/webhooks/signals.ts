import { hash } from "node:crypto";
import type { Problem } from "../../base/problem.ts";
import type { Signal } from "../../domain/events.ts";
import { text, titleOf } from "../foreign.ts";
import { shownBody } from "../shown-body.ts";
import { type Received, readingOf } from "../source.ts";
import { misread, untranslatable } from "./problems.ts";
import type { Known } from "./routes.ts";

/** How long an identical body is a redelivery (decisions.md 1). */
export const redeliveryMs = 60_000;

/** How many bytes of a body that could not be read are looked at, to show its beginning. */
const mostLooked = 16_000;

/** What a body says. */
export interface Said {
  signals: Signal[];
  /** Why it could not be read; null = it could. */
  unread: Problem | null;
  /** What the operator should mend at the sender. */
  notices: string[];
  /** An identity was made up, because the sender gave none. */
  madeUp: boolean;
  /** The sender's own id of this delivery. */
  deliveryId: string | null;
  /** The address that the sender wants called before it sends more. */
  confirmation: string | null;
  /** A fault of our own translation, for the log. */
  error?: unknown;
}

/**
 * Reads a message. What is not as its source writes it becomes an alert that could not be read: what somebody sent to wake
 * us is never dropped in silence. `at` is when identities that are made up begin to count: within {@link redeliveryMs} of
 * it the same body gets the same ones.
 */
export function signalsOf(known: Known, request: Received, value: unknown, at = request.at): Said {
  const { source, options, endpoint } = known;
  const read = source.body.safeParse(value);
  if (!read.success) return unreadable(known, request, value, misread(source.name, read.error.issues));
  const made = { count: 0 };
  const reading = readingOf(source.prefix ?? source.name, endpoint.name ?? null, {
    request,
    options,
    unique: () => madeUp(known, request, at, made.count++),
  });
  try {
    const signals = source.signals(read.data, reading);
    if (known.staleAfterMs !== null) for (const signal of signals) signal.staleAfterMs ??= known.staleAfterMs;
    return {
      signals,
      unread: null,
      notices: source.notices?.(read.data, reading) ?? [],
      madeUp: made.count > 0,
      deliveryId: source.deliveryId?.(read.data, request) ?? null,
      confirmation: source.confirmation?.(read.data) ?? null,
    };
  } catch (error) {
    return { ...unreadable(known, request, value, untranslatable(source.name)), error };
  }
}

/** The same for each delivery of one message, another for the same message later on: what repeats without an identity is new. */
function madeUp({ path }: Known, { raw, rest, query }: Received, at: number, count: number): string {
  const time = Math.floor(at / redeliveryMs);
  const call = Buffer.from(`${path} ${rest} ${query} ${time} ${count} `);
  return hash("sha256", Buffer.concat([call, raw]), "hex").slice(0, 32);
}

function unreadable({ source, prefix }: Known, { raw }: Received, value: unknown, unread: Problem): Said {
  const bytes = raw.length > 0 ? raw : Buffer.from(JSON.stringify(value));
  const shown = text(shownBody(bytes.toString("utf8", 0, mostLooked))) ?? "";
  const signal: Signal = {
    source: source.name,
    identity: `${prefix}:unread:${hash("sha256", bytes, "hex").slice(0, 16)}`,
    status: "firing",
    title: titleOf(`${source.name}: an alert that could not be read`),
    description: `${unread.detail}\n\n${shown}`,
    severityHint: null,
    unread: unread.detail,
    labels: {},
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: [],
  };
  return { signals: [signal], unread, notices: [], madeUp: false, deliveryId: null, confirmation: null };
}

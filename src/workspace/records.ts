import type { Clock, Instant } from "../base/clock.ts";

/** One Web API call, as it was received and answered. Never holds a token. */
export interface CallRecord {
  n: number;
  /** Product time of arrival. */
  at: Instant;
  method: string;
  args: Record<string, unknown>;
  ok: boolean;
  /** Slack's error code, or the name of the fault that swallowed the answer. */
  error?: string;
  /** The HTTP status that was answered; 0 when no answer was sent. */
  status: number;
  /** Real time from arrival to answer. */
  ms: number;
}

/** One attempt to hand a payload to the app. */
export interface DeliveryRecord {
  n: number;
  at: Instant;
  kind: "events_api" | "slash_commands" | "interactive";
  /** The event's or the interaction's type, or the command. */
  type: string;
  /** The event's id, or the trigger of a command or interaction: equal for what is the same delivery twice. */
  key: string;
  /** 0 for the first attempt. */
  retry: number;
  acked: boolean;
  reason?: string;
  ms: number;
}

/** Everything that went over the wire, in the order it arrived; both lists share one numbering. */
export interface Records {
  calls: CallRecord[];
  deliveries: DeliveryRecord[];
  number(): number;
  add(call: CallRecord): void;
  addDelivery(delivery: DeliveryRecord): void;
}

/** Bounds the memory of a workspace that runs for weeks. */
const MOST_KEPT = 20_000;

export function openRecords(): Records {
  let last = 0;
  const calls: CallRecord[] = [];
  const deliveries: DeliveryRecord[] = [];
  const keep = <T extends { n: number }>(list: T[], record: T) => {
    // A slow call ends after a later one: the list stays in the order of arrival.
    let place = list.length;
    while (place > 0 && (list[place - 1]?.n ?? 0) > record.n) place -= 1;
    list.splice(place, 0, record);
    if (list.length > MOST_KEPT) list.splice(0, list.length - MOST_KEPT);
  };
  return {
    calls,
    deliveries,
    number: () => ++last,
    add: (call) => keep(calls, call),
    addDelivery: (delivery) => keep(deliveries, delivery),
  };
}

/** A stopwatch on the protocol's clock. */
export function stopwatch(real: Clock): () => number {
  const start = real.now();
  return () => real.now() - start;
}

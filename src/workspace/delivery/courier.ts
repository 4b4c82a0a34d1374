import type { Clock } from "../../base/clock.ts";
import type { Faults } from "../faults.ts";
import { type DeliveryRecord, type Records, stopwatch } from "../records.ts";
import type { Kit } from "../things.ts";
import type { Traffic } from "../traffic.ts";

/** How long the app may take to acknowledge what it was sent (https://docs.slack.dev/interactivity/handling-user-interaction). */
export const ACK_MS = 3_000;

/** Something for the app: an event, a slash command, or an interaction. */
export interface Parcel {
  kind: DeliveryRecord["kind"];
  /** What the log and the tests call it: the event's type, the command, the interaction's type. */
  type: string;
  /** The same for the same thing delivered again. */
  key: string;
  payload: Kit;
  retry: { attempt: number; reason: string } | null;
}

export type Unacked = "http_timeout" | "http_error" | "connection_failed" | "too_many_redirects";

/** What the app said: its ack with an answer (nothing, a text, or an object), or why there was none. */
export type Answer = { acked: true; body: Kit | string | null } | { acked: false; reason: Unacked; noRetry?: boolean };

/** One way to the app: a socket it opened, or signed HTTP. Never throws. */
export interface Carrier {
  carry(parcel: Parcel): Promise<Answer>;
}

/** Hands parcels to the app by whatever way it is driven, keeps the record, and loses or doubles what a fault asks for. */
export interface Courier {
  deliver(parcel: Parcel): Promise<Answer>;
  use(carrier: Carrier): void;
}

interface Needs {
  clock: Clock;
  real: Clock;
  records: Records;
  faults: Faults;
  traffic: Traffic;
}

/** How long a parcel held back by `reorder` waits for another to overtake it, so that the last one is not held for ever. */
const HELD_BACK_MS = 1_000;

export function openCourier({ clock, real, records, faults, traffic }: Needs): Courier {
  let carrier: Carrier | null = null;
  /** Lets the parcel go that `reorder` holds back. */
  let release: (() => void) | null = null;

  const carryOnce = async (parcel: Parcel): Promise<Answer> => {
    const record = { n: records.number(), at: clock.now() };
    const elapsed = stopwatch(real);
    const answer: Answer = carrier ? await carrier.carry(parcel) : { acked: false, reason: "connection_failed" };
    records.addDelivery({
      ...record,
      kind: parcel.kind,
      type: parcel.type,
      key: parcel.key,
      retry: parcel.retry?.attempt ?? 0,
      acked: answer.acked,
      ...(answer.acked ? {} : { reason: answer.reason }),
      ms: elapsed(),
    });
    return answer;
  };

  const heldBack = () =>
    new Promise<void>((go) => {
      const cancel = real.alarm(real.now() + HELD_BACK_MS, () => release?.());
      release = () => {
        release = null;
        cancel();
        go();
      };
    });

  return {
    use(next) {
      carrier = next;
    },
    async deliver(parcel) {
      const done = traffic.begin();
      try {
        if (release === null && faults.forDelivery("reorder")) await heldBack();
        const twice = faults.forDelivery("duplicate");
        const going = carryOnce(parcel);
        release?.();
        if (twice) void carryOnce(parcel);
        const answer = await going;
        if (answer.acked && faults.forDelivery("lost_ack")) return { acked: false, reason: "http_timeout" };
        return answer;
      } finally {
        done();
      }
    },
  };
}

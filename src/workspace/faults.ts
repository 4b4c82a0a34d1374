/** What can go wrong with a Web API call. */
export const callFaults = [
  "rate_limit",
  "error",
  "http_500",
  "timeout",
  "timeout_after",
  "slow",
  "lost_response",
  "name_race",
] as const;
/** What can go wrong with the next deliveries to the app. */
export const deliveryFaults = ["duplicate", "reorder", "lost_ack"] as const;
/** What can go wrong with the socket: done at once, to as many connections as `times` says. */
export const socketFaults = ["disconnect", "refresh", "half_open"] as const;

export type CallFaultKind = (typeof callFaults)[number];
export type DeliveryFaultKind = (typeof deliveryFaults)[number] | "too_many_websockets";

/** One fault as it is asked for. `times` = how many calls, deliveries or connections it meets. */
export interface Fault {
  /** A Web API method, or `*`. Deliveries and sockets need none. */
  method?: string | undefined;
  kind: CallFaultKind | DeliveryFaultKind | (typeof socketFaults)[number];
  times?: number | undefined;
  /** `rate_limit`: seconds, 1 by default. */
  retry_after?: number | undefined;
  /** `slow`: how long the call is held. `refresh`: from the warning to the end, 10 s by default. */
  ms?: number | undefined;
  /** `error`: Slack's error code. */
  error?: string | undefined;
  /** `refresh`: whether a warning comes first; it does by default. */
  warning?: boolean | undefined;
}

/** The faults that wait for their call or delivery, used up in the order they were given. */
export interface Faults {
  /** Puts these in the place of all that were waiting. */
  replace(faults: Fault[]): void;
  /** The fault that this call meets, used up by one; a method's own go before those for `*`. */
  forCall(method: string): Fault | undefined;
  forDelivery(kind: DeliveryFaultKind): boolean;
  waiting(): Fault[];
}

export function openFaults(): Faults {
  let list: (Fault & { times: number })[] = [];
  const take = (fits: (fault: Fault) => boolean): Fault | undefined => {
    const found = list.find((fault) => fault.times > 0 && fits(fault));
    if (!found) return undefined;
    found.times -= 1;
    if (found.times === 0) list = list.filter((fault) => fault !== found);
    return found;
  };
  const isForCalls = (fault: Fault) => (callFaults as readonly string[]).includes(fault.kind);

  return {
    replace(faults) {
      list = faults.map((fault) => ({ ...fault, times: fault.times ?? 1 })).filter(({ times }) => times > 0);
    },
    forCall: (method) =>
      take((fault) => isForCalls(fault) && fault.method === method) ??
      take((fault) => isForCalls(fault) && (fault.method ?? "*") === "*"),
    forDelivery: (kind) => take((fault) => fault.kind === kind) !== undefined,
    waiting: () => list.map((fault) => ({ ...fault })),
  };
}

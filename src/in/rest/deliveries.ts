import type { Instant } from "../../base/clock.ts";
import type { Incident, Update } from "../../domain/incident/state.ts";
import type { ProviderSaid, ProviderStanding } from "../../domain/maintenance/state.ts";
import { publicId } from "../../domain/publishing/notice.ts";
import type { HeldUpdate } from "../../store/read/held-updates.ts";

/** Where a public update is, and where not. `error` says why, or what differs there. */
export interface Delivery {
  provider: string;
  state: DeliveryState;
  /** Of a delivered one when the provider had it; else since when it stands so. */
  at: Instant;
  error: string | null;
}

export type DeliveryState =
  | "waiting"
  | "delivered"
  | "late"
  | "refused"
  | "by-hand"
  | "differs"
  | "missing"
  | "left"
  | "superseded";

const states: Record<ProviderSaid, DeliveryState> = {
  waiting: "waiting",
  there: "delivered",
  checked: "delivered",
  unknown: "delivered",
  late: "late",
  refused: "refused",
  "by-hand": "by-hand",
  differs: "differs",
  missing: "missing",
  left: "left",
};

/** What says that something is not there yet, or was not taken. */
const unsent = new Set<DeliveryState>(["waiting", "late", "refused", "by-hand"]);

/**
 * Where one public update is. Our own page reads the record itself: it is there the moment it is stored. A provider has what
 * it has confirmed, whatever became of later ones; the rest stands as the notice does there. `held` = what was confirmed.
 */
export function deliveriesOf(
  update: Pick<Update, "id" | "audience" | "postedAt" | "correctedAt">,
  isNewest: boolean,
  { providers }: Pick<Incident, "providers">,
  held: Readonly<Record<string, readonly HeldUpdate[]>>,
): Delivery[] {
  if (update.audience !== "public") return [];
  const id = publicId(update.id);
  const page: Delivery = { provider: "status-page", state: "delivered", at: update.postedAt, error: null };
  const others = Object.entries(providers).map(([provider, standing]): Delivery => {
    const there = heldIn(held[provider], id) ?? pasted(standing, update);
    return { provider, ...(there ? asHeld(there, update, isNewest, standing) : asNotice(standing)) };
  });
  return [page, ...others];
}

type Stands = Omit<Delivery, "provider">;

function heldIn(held: readonly HeldUpdate[] | undefined, id: string): HeldUpdate | undefined {
  return held?.find((one) => one.update === id);
}

/** Where a person pastes it, all that was published by then stands in the text that they were given. */
function pasted(
  { pastedUpTo }: ProviderStanding,
  { id, postedAt, correctedAt }: Pick<Update, "id" | "postedAt" | "correctedAt">,
) {
  if (pastedUpTo === undefined || (correctedAt ?? postedAt) > pastedUpTo) return null;
  return { update: id, at: pastedUpTo, corrected: correctedAt };
}

function asHeld(
  { at, corrected, leftOut }: HeldUpdate,
  { correctedAt }: Pick<Update, "correctedAt">,
  isNewest: boolean,
  standing: ProviderStanding,
): Stands {
  const state = states[standing.said];
  const isGone = state === "missing" || (state === "left" && standing.words === "");
  // A difference is one from the newest; a correction that is not there yet, or not taken, leaves the old words standing.
  const isWrong = unsent.has(state) ? correctedAt !== corrected : isNewest && state !== "delivered";
  if (isGone || isWrong) return asNotice(standing);
  return { state: leftOut ? "superseded" : "delivered", at: at ?? standing.at, error: null };
}

function asNotice({ said, words, at }: ProviderStanding): Stands {
  const state = states[said];
  const isWell = state === "delivered" || state === "waiting";
  return { state, at, error: isWell || words === "" ? null : words };
}

/**
 * Who did something. A person is exactly the Slack user they are (`id` is the Slack user id, `name` only how they were
 * called then); `api` is a holder of the API token; `alert` is a sender; `pager` is somebody who answered at a pager and
 * is nobody we know in Slack; `sitrep` is the clock or a delivery.
 */
export interface Actor {
  kind: "person" | "api" | "alert" | "pager" | "sitrep";
  id: string;
  name: string;
}

export const sitrep: Actor = { kind: "sitrep", id: "sitrep", name: "Sitrep" };

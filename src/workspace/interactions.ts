import type { Answer } from "./delivery/courier.ts";
import { no } from "./door.ts";
import type { Origin } from "./response-urls.ts";
import type { Channel, Kit, User } from "./things.ts";
import type { World } from "./world.ts";

/** A deed of a person on its way to the app: the payload, and the trigger that came with it. */
export interface Deed {
  /** `block_actions`, `view_submission`, `shortcut`, ... */
  type: string;
  user: User;
  /** The modal it was done in, so that its trigger may push onto it. */
  view?: string | undefined;
  payload: Kit;
}

/** Refuses what a person does with the app's buttons, forms and shortcuts unless the manifest turns interactivity on. */
export function needInteractivity({ manifest }: World): void {
  if (manifest.settings?.interactivity?.is_enabled !== true)
    no("interactivity_disabled", "This app is not configured to handle interactive responses: its manifest says so.");
}

/** Hands an interaction to the app and waits for the ack. */
export function interact(world: World, { type, user, view, payload }: Deed): Promise<Answer> {
  const trigger_id = world.triggers.issue(user.id, view);
  const whole = {
    type,
    team: { id: world.team.id, domain: world.team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: world.team.id },
    api_app_id: world.app.id,
    token: world.app.verification,
    enterprise: null,
    is_enterprise_install: false,
    trigger_id,
    ...payload,
  };
  return world.courier.deliver({ kind: "interactive", type, key: trigger_id, payload: whole, retry: null });
}

/** A response_url for something a person did. */
export function responseUrl(world: World, origin: Origin): string {
  return world.url + world.responseUrls.issue(origin);
}

/** A channel as interactions name it. */
export function channelRef(channel: Channel): Kit {
  const name = channel.is_im ? "directmessage" : channel.is_private ? "privategroup" : channel.name;
  return { id: channel.id, name };
}

/** The time of an action, in Slack's form: real time, as the client sends it. */
export function actionTs(world: World): string {
  return (world.real.now() / 1_000).toFixed(6);
}

/** The failure that a person reads when the app did not acknowledge: Slack's names for it. */
export function ackError(answer: Extract<Answer, { acked: false }>): "operation_timeout" | "dispatch_failed" {
  return answer.reason === "http_timeout" ? "operation_timeout" : "dispatch_failed";
}

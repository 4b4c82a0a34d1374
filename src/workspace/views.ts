import { randomBytes } from "node:crypto";
import { blocksToStore } from "./block-kit/message.ts";
import { refuse } from "./refusal.ts";
import { slackId } from "./slack-ids.ts";
import type { Kit, View } from "./things.ts";
import type { World } from "./world.ts";

/** A modal shows this many views on top of each other (https://docs.slack.dev/surfaces/modals). */
const MOST_IN_STACK = 3;

/** Opens a modal for a person; an earlier stack of theirs gives way. The view has been checked. */
export function openModal(world: World, user: string, given: Kit): View {
  for (const old of modalsOf(world, user)) world.stream.publish({ type: "view_closed", user, view_id: old.id });
  world.modals.set(user, []);
  return addModal(world, user, given);
}

/** Puts a view on top of the modal that the person has open. */
export function pushModal(world: World, user: string, given: Kit): View {
  const stack = modalsOf(world, user);
  if (stack.length >= MOST_IN_STACK) refuse("push_limit_reached");
  return addModal(world, user, given);
}

function addModal(world: World, user: string, given: Kit): View {
  needFreeExternalId(world, given, null);
  const stack = modalsOf(world, user);
  const id = slackId("V");
  const view = stored(world, given, {
    id,
    root_view_id: stack[0]?.id ?? id,
    previous_view_id: stack.at(-1)?.id ?? null,
    state: { values: {} },
  });
  world.modals.set(user, [...stack, view]);
  world.stream.publish({ type: "view", user, view });
  return view;
}

/** Shows other content in a view that is open. What was typed stays where `block_id` and `action_id` are the same. */
export function updateModal(world: World, user: string, was: View, given: Kit): View {
  needFreeExternalId(world, given, was);
  const { id, root_view_id, previous_view_id, state } = was;
  const view = stored(world, given, { id, root_view_id, previous_view_id, state });
  world.modals.set(
    user,
    modalsOf(world, user).map((other) => (other.id === id ? view : other)),
  );
  world.stream.publish({ type: "view", user, view });
  return view;
}

/** Takes the given views of a person away, and tells the page. */
export function closeModals(world: World, user: string, which: View[]): void {
  world.modals.set(
    user,
    modalsOf(world, user).filter((view) => !which.includes(view)),
  );
  for (const { id } of which) world.stream.publish({ type: "view_closed", user, view_id: id });
}

/** Shows a Home tab to a person, in the place of the one before. */
export function publishHome(world: World, user: string, given: Kit): View {
  const id = world.homes.get(user)?.id ?? slackId("V");
  const view = stored(world, given, { id, root_view_id: id, previous_view_id: null, state: { values: {} } });
  world.homes.set(user, view);
  world.disk.put("home", user, { user, view });
  world.stream.publish({ type: "home", user, view });
  return view;
}

export function modalsOf(world: World, user: string): View[] {
  return world.modals.get(user) ?? [];
}

/** An open view, modal or Home, with the person who sees it. */
export function findView(world: World, fits: (view: View) => boolean): { user: string; view: View } | undefined {
  for (const [user, stack] of world.modals) {
    const view = stack.find(fits);
    if (view) return { user, view };
  }
  for (const [user, view] of world.homes) if (fits(view)) return { user, view };
  return undefined;
}

function needFreeExternalId(world: World, given: Kit, own: View | null): void {
  const { external_id } = given;
  if (external_id && findView(world, (view) => view.external_id === external_id && view.id !== own?.id))
    refuse("duplicate_external_id");
}

type Place = Pick<View, "id" | "root_view_id" | "previous_view_id" | "state">;

function stored({ team, app }: World, given: Kit, place: Place): View {
  return {
    team_id: team.id,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
    title: { type: "plain_text", text: "View Title" },
    close: null,
    submit: null,
    private_metadata: "",
    callback_id: "",
    external_id: "",
    clear_on_close: false,
    notify_on_close: false,
    ...given,
    type: given.type as View["type"],
    blocks: blocksToStore(given.blocks as Kit[]),
    hash: randomBytes(10).toString("hex"),
    ...place,
  } as View;
}

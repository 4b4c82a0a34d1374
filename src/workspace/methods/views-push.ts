import { json, needed } from "../arguments.ts";
import { checkView } from "../block-kit/view.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { modalsOf, pushModal } from "../views.ts";

/** Puts a view on top of the modal the trigger came from; three views are the most. */
export default defineMethod({
  name: "views.push",
  tier: 4,
  run({ world, args }) {
    const trigger = needed(args, "trigger_id");
    const view = checkView(json(args, "view"), "modal");
    const ticket = world.triggers.exchange(trigger);
    if ("error" in ticket) return refuse(ticket.error);
    if (!modalsOf(world, ticket.user).some(({ id }) => id === ticket.view)) refuse("invalid_trigger_id");
    return { view: pushModal(world, ticket.user, view) };
  },
});

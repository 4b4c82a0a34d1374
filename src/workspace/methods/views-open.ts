import { json, needed } from "../arguments.ts";
import { checkView } from "../block-kit/view.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { openModal } from "../views.ts";

/** Opens a modal for whoever's trigger it is: once, and within three seconds. */
export default defineMethod({
  name: "views.open",
  tier: 4,
  run({ world, args }) {
    const trigger = needed(args, "trigger_id");
    const view = checkView(json(args, "view"), "modal");
    const ticket = world.triggers.exchange(trigger);
    if ("error" in ticket) return refuse(ticket.error);
    return { view: openModal(world, ticket.user, view) };
  },
});

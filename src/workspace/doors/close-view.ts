import { defineDoor, no } from "../door.ts";
import { interact } from "../interactions.ts";
import { actor } from "../people.ts";
import { closeModals, modalsOf } from "../views.ts";

/** A person closes a modal: the top view by its close button, or (`all: true`, or `clear_on_close`) the whole stack. */
export default defineDoor({
  method: "POST",
  path: "/close-view",
  async run({ world, body }) {
    const who = actor(world, body);
    const stack = modalsOf(world, who.id);
    const view = stack.find(({ id }) => id === body.view_id);
    if (!view) return no("view_not_found", `${who.name} has no open view ${String(body.view_id)}.`, 404);
    const is_cleared = body.all === true || view.clear_on_close === true;
    closeModals(world, who.id, is_cleared ? stack : stack.slice(stack.indexOf(view)));
    if (view.notify_on_close === true)
      await interact(world, { type: "view_closed", user: who, payload: { view, is_cleared } });
    return { ok: true };
  },
});

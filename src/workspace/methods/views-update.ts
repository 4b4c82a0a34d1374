import { json, text } from "../arguments.ts";
import { checkView } from "../block-kit/view.ts";
import { defineMethod } from "../method.ts";
import { refuse, refuseArguments } from "../refusal.ts";
import { findView, updateModal } from "../views.ts";

/** Changes a modal that is open. With `hash`, only if it is still the one that was seen. */
export default defineMethod({
  name: "views.update",
  tier: 4,
  run({ world, args }) {
    const id = text(args, "view_id");
    const external = text(args, "external_id");
    if (!id && !external) refuseArguments("invalid_arguments", ["missing required field: view_id"]);
    const given = checkView(json(args, "view"), "modal");
    const found = findView(
      world,
      (view) => view.type === "modal" && (id ? view.id === id : view.external_id === external),
    );
    if (!found) return refuse("not_found");
    const hash = text(args, "hash");
    if (hash && hash !== found.view.hash) refuse("hash_conflict");
    return { view: updateModal(world, found.user, found.view, given) };
  },
});

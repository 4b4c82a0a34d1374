import { json, text } from "../arguments.ts";
import { checkView } from "../block-kit/view.ts";
import { userOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { publishHome } from "../views.ts";

/** Shows a person their Home tab. With `hash`, only if it is still the one that was seen. */
export default defineMethod({
  name: "views.publish",
  tier: 4,
  run({ world, args }) {
    const user = userOf(world, args, "user_id");
    if (!world.manifest.features?.app_home?.home_tab_enabled) refuse("not_enabled");
    const view = checkView(json(args, "view"), "home");
    const hash = text(args, "hash");
    if (hash && hash !== world.homes.get(user.id)?.hash) refuse("hash_conflict");
    return { view: publishHome(world, user.id, view) };
  },
});

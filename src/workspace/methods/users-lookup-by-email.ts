import type { UsersLookupByEmailResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needScope } from "../scopes.ts";
import { userShape } from "../shapes.ts";

/** The person with this address. */
export default defineMethod<UsersLookupByEmailResponse>({
  name: "users.lookupByEmail",
  tier: 3,
  scopes: ["users:read.email"],
  run({ world, args }) {
    needScope(world, ["users:read"]);
    const email = needed(args, "email").toLowerCase();
    const user = [...world.users.values()].find((known) => !known.is_bot && known.email.toLowerCase() === email);
    return { user: userShape(world, user ?? refuse("users_not_found")) };
  },
});

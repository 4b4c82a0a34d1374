import type { UsergroupsUsersListResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";

/** Who is in a user group. */
export default defineMethod<UsergroupsUsersListResponse>({
  name: "usergroups.users.list",
  tier: 2,
  scopes: ["usergroups:read"],
  run({ world, args }) {
    const id = needed(args, "usergroup");
    const group = world.usergroups.find((known) => known.id === id) ?? refuse("no_such_subteam");
    return { users: group.users };
  },
});

import type { UsergroupsListResponse } from "@slack/web-api";
import { flag } from "../arguments.ts";
import { defineMethod } from "../method.ts";

/** The user groups; with `include_users`, who is in them. */
export default defineMethod<UsergroupsListResponse>({
  name: "usergroups.list",
  tier: 2,
  scopes: ["usergroups:read"],
  run: ({ world, args }) => ({
    usergroups: world.usergroups.map(({ id, name, handle, users }) => ({
      id,
      team_id: world.team.id,
      is_usergroup: true,
      is_subteam: true,
      name,
      handle,
      description: "",
      is_external: false,
      prefs: { channels: [], groups: [] },
      user_count: users.length,
      ...(flag(args, "include_users") ? { users } : {}),
    })),
  }),
});

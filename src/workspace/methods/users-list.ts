import type { UsersListResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { userShape } from "../shapes.ts";

/** Everybody, the bot included. */
export default defineMethod<UsersListResponse>({
  name: "users.list",
  tier: 2,
  scopes: ["users:read"],
  run({ world, args }) {
    const { items, response_metadata } = pageOf(args, [...world.users.values()], { otherwise: 1_000, most: 1_000 });
    const cache_ts = Math.floor(world.clock.now() / 1_000);
    return { members: items.map((user) => userShape(world, user)), cache_ts, response_metadata };
  },
});

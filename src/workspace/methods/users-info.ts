import type { UsersInfoResponse } from "@slack/web-api";
import { userOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { userShape } from "../shapes.ts";

export default defineMethod<UsersInfoResponse>({
  name: "users.info",
  tier: 4,
  scopes: ["users:read"],
  run: ({ world, args }) => ({ user: userShape(world, userOf(world, args)) }),
});

import { userOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { userShape } from "../shapes.ts";

export default defineMethod({
  name: "users.info",
  tier: 4,
  scopes: ["users:read"],
  run: ({ world, args }) => ({ user: userShape(world, userOf(world, args)) }),
});

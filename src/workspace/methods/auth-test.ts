import type { AuthTestResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";

/** Says whose token it is. The SDK asks this first. */
export default defineMethod<AuthTestResponse>({
  name: "auth.test",
  tier: "special",
  token: "any",
  run: ({ world: { url, team, app } }) => ({
    url: `${url}/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.user,
    bot_id: app.botId,
    is_enterprise_install: false,
  }),
});

import type { BotsInfoResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";

/** The bot itself; it is the only one there is. */
export default defineMethod<BotsInfoResponse>({
  name: "bots.info",
  tier: 3,
  scopes: ["users:read"],
  run({ world: { app }, args }) {
    const bot = text(args, "bot");
    if (bot !== undefined && bot !== app.botId) refuse("bot_not_found");
    return {
      bot: { id: app.botId, deleted: false, name: app.name, updated: 0, app_id: app.id, user_id: app.user, icons: {} },
    };
  },
});

import type { AppsConnectionsOpenResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";

/** Gives out an address for one Socket Mode connection. */
export default defineMethod<AppsConnectionsOpenResponse>({
  name: "apps.connections.open",
  tier: 3,
  token: "app",
  run: ({ world }) => ({
    url: world.url.replace(/^http/, "ws") + (world.socketTicket() ?? refuse("socket_mode_not_enabled")),
  }),
});

import type { TeamInfoResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";

export default defineMethod<TeamInfoResponse>({
  name: "team.info",
  tier: 3,
  scopes: ["team:read"],
  run: ({ world: { team, url } }) => ({
    team: {
      ...team,
      url: `${url}/`,
      email_domain: "example.com",
      icon: { image_default: true },
      avatar_base_url: `${url}/`,
    },
  }),
});

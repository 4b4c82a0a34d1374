import type { StoryOptions } from "./story.ts";

/** The two ways Slack can drive Sitrep, on SQLite. */
export const bothWays: Way[] = [
  { mode: "socket", store: "sqlite" },
  { mode: "http", store: "sqlite" },
];

/** The same, and PostgreSQL: for one story of a theme. */
export const everyWay: Way[] = [...bothWays, { mode: "socket", store: "postgres" }];

type Way = Required<Pick<StoryOptions, "mode" | "store">>;

/** The one-line update that says all an INVESTIGATING update has to. */
export const firstWords =
  'investigating --components "Gateway (HTTP liveness)" --symptom "requests fail with 503" --impact "call the API"';

import type { StoryOptions } from "./story.ts";

/** The two ways Slack can drive Sitrep, on SQLite. */
export const bothWays: Way[] = [
  { mode: "socket", store: "sqlite" },
  { mode: "http", store: "sqlite" },
];

/** For a story in which it makes no difference how Slack is reached, or where things are stored. */
export const oneWay: Way[] = [{ mode: "socket", store: "sqlite" }];

/** Each way of Slack and each store once: for one story of a theme. */
export const everyWay: Way[] = [
  { mode: "socket", store: "sqlite" },
  { mode: "http", store: "postgres" },
];

type Way = Required<Pick<StoryOptions, "mode" | "store">>;

/** The one-line update that says all an INVESTIGATING update has to. */
export const firstWords =
  'investigating --components "Gateway (HTTP liveness)" --symptom "requests fail with 503" --impact "call the API"';

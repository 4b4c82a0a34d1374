import { didYouMean } from "./scalars.ts";

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value stands in the settings: `["server", "port"]`. */
export type Path = readonly (string | number)[];

/** Each variable of the environment and the setting that it stands for. It wins over the file. */
export const variables: Readonly<Record<string, Path>> = {
  SITREP_HOST: ["server", "host"],
  SITREP_PORT: ["server", "port"],
  SITREP_STATUS_PORT: ["server", "status_port"],
  SITREP_URL: ["server", "url"],
  SITREP_DATA_DIR: ["server", "data_dir"],
  SITREP_API_TOKEN: ["server", "api_token"],
  SITREP_LOG_LEVEL: ["server", "log_level"],
  SITREP_TEMPLATES_DIR: ["templates", "dir"],
  DATABASE_URL: ["server", "database_url"],
  SITREP_SLACK_MODE: ["slack", "mode"],
  SLACK_BOT_TOKEN: ["slack", "bot_token"],
  SLACK_APP_TOKEN: ["slack", "app_token"],
  SLACK_SIGNING_SECRET: ["slack", "signing_secret"],
  SITREP_LOCAL: ["local", "use"],
  SITREP_LOCAL_PORT: ["local", "port"],
  SITREP_LOCAL_URL: ["local", "url"],
  SITREP_CLOCK_SPEED: ["local", "clock_speed"],
};

/** Variables that are read elsewhere, and so are no slips of the pen. */
const others = ["SITREP_CONFIG", "SITREP_CRASH_AT", "SITREP_CHAOS"];

/** The name of a variable in the settings, for a sentence: `SLACK_APP_TOKEN`, or `slack.app_token` where there is none. */
export function nameOf(path: Path): string {
  const entry = Object.entries(variables).find(([, of]) => of.join(".") === path.join("."));
  return entry ? entry[0] : path.join(".");
}

/** Variables that look like ours and are not: they change nothing, and whoever set them thinks they do. */
export function strayVariables(env: Environment): string[] {
  const known = [...Object.keys(variables), ...others];
  return (
    Object.keys(env)
      .filter((name) => /^SITREP_/.test(name) && !known.includes(name.replace(/_FILE$/, "")))
      // Kubernetes sets these for every Service called sitrep; nobody wrote them.
      .filter((name) => !/^SITREP_(SERVICE_|PORT_\d+_)/.test(name))
      .sort()
      .map((name) => `${name} is set, but there is no such setting; it changes nothing.${nearest(name, known)}`)
  );
}

function nearest(name: string, known: string[]): string {
  return didYouMean(
    name.toLowerCase(),
    known.map((one) => one.toLowerCase()),
  ).replace(/"(.*)"/, (_, found: string) => found.toUpperCase());
}

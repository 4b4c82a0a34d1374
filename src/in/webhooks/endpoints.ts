import { Secret } from "../../base/secret.ts";
import type { Source } from "../source.ts";
import type { Access } from "./access.ts";

/** A path under `/hooks/`: `alertmanager`, or `alertmanager/eu` for a second one of the same kind. */
export interface Endpoint extends Access {
  source: string;
  name?: string | null | undefined;
  /** A peer's API is spoken at the paths that it has at its own host, too: for senders that can only be given a host. */
  atRoot?: boolean | undefined;
  /** The most bytes a body may have, on the wire and unpacked. */
  limit?: number | undefined;
  /** How long after its last word an alert is unknown, ms; null = silence means nothing; absent = as its source repeats. */
  staleAfterMs?: number | null | undefined;
  /** What else the configuration says of it, as the source's own `options` read it. */
  options?: Record<string, unknown> | undefined;
}

/** How the sender of an endpoint proves who it is, and what else is configured of it. */
export interface Configured {
  open: boolean;
  tokens: readonly Secret[];
  /** What the sender signs with. */
  secrets: readonly Secret[];
  username: string | null;
  password: Secret | null;
  header: { name: string; value: Secret } | null;
  atRoot: boolean;
  limit: number | null;
  /** Absent: as its source repeats. */
  staleAfterMs?: number | null | undefined;
  options: Record<string, unknown>;
}

/**
 * The endpoints of a configuration, which names them as their paths: `alertmanager`, `alertmanager/eu`. With `openAll` (the
 * local workspace) every source has one, which is open unless it has a secret: a secret that is tried out there is looked
 * at. Throws a sentence for the operator when a name leads to no source, or when an endpoint is neither open nor has a secret.
 */
export function endpointsOf(
  sources: readonly Source[],
  configured: Record<string, Configured>,
  { openAll }: { openAll: boolean },
): Endpoint[] {
  const named = Object.entries(configured).map(([path, one]) => endpointOf(path, one, sources, openAll));
  if (!openAll) return named;
  const others = sources.filter(({ name }) => !Object.hasOwn(configured, name));
  return [...named, ...others.map(({ name }) => ({ source: name, open: true, secrets: [] }))];
}

function endpointOf(path: string, given: Configured, sources: readonly Source[], openAll: boolean): Endpoint {
  const [kind = "", name = null, ...more] = path.split("/");
  const source = sources.find((one) => one.name === kind);
  if (!source || more.length > 0 || name === "") {
    throw new Error(
      `sources.${path}: there is no such source. There are: ${sources.map((one) => one.name).join(", ")}.`,
    );
  }
  const { username, password, header, limit, staleAfterMs, options } = given;
  const basic = password && (username === null ? password : new Secret(`${username}:${password.reveal()}`));
  const secrets = [...given.tokens, ...given.secrets, ...(basic ? [basic] : [])];
  const proves = source.provesItself?.(source.options?.parse(options)) === true;
  const secured = secrets.length > 0 || header !== null || proves;
  if (!given.open && !openAll && !secured) {
    throw new Error(`sources.${path}: it needs a token, or \`open: true\` to take alerts from anybody.`);
  }
  return {
    source: kind,
    name,
    open: given.open || (openAll && !secured),
    secrets,
    headers: header ? [header] : [],
    atRoot: given.atRoot,
    limit: limit ?? undefined,
    staleAfterMs,
    options,
  };
}

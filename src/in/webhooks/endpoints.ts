import { Secret } from "../../base/secret.ts";
import type { Source } from "../source.ts";
import type { Endpoint } from "../webhooks.ts";

/** How the sender of an endpoint proves who it is, as configured. */
export interface Proof {
  open: boolean;
  token: Secret | null;
  secret: Secret | null;
  username: string | null;
  password: Secret | null;
}

/**
 * The endpoints of a configuration, which names them as their paths: `alertmanager`, `alertmanager/eu`. With `openAll` (the
 * local workspace) every source has one that is open, whether it is named or not. Throws a sentence for the operator when a
 * name leads to no source, or when an endpoint is neither open nor has a secret.
 */
export function endpointsOf(
  sources: readonly Source[],
  configured: Record<string, Proof>,
  { openAll }: { openAll: boolean },
): Endpoint[] {
  const named = Object.entries(configured).map(([path, proof]) => endpointOf(path, proof, sources, openAll));
  if (!openAll) return named;
  const others = sources.filter(({ name }) => !Object.hasOwn(configured, name));
  return [...named, ...others.map(({ name }) => ({ source: name, open: true, secrets: [] }))];
}

function endpointOf(path: string, proof: Proof, sources: readonly Source[], openAll: boolean): Endpoint {
  const [source = "", name = null, ...more] = path.split("/");
  if (!sources.some((one) => one.name === source) || more.length > 0 || name === "") {
    throw new Error(
      `sources.${path}: there is no such source. There are: ${sources.map((one) => one.name).join(", ")}.`,
    );
  }
  const { token, secret, username, password } = proof;
  const basic = password && (username === null ? password : new Secret(`${username}:${password.reveal()}`));
  const secrets = [token, secret, basic].filter((one) => one !== null);
  if (!proof.open && !openAll && secrets.length === 0) {
    throw new Error(`sources.${path}: it needs a token, or \`open: true\` to take alerts from anybody.`);
  }
  return { source, name, open: proof.open || openAll, secrets };
}

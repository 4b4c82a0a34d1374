import type { Source } from "../source.ts";
import { type SecretCheck, secretCheck } from "./access.ts";
import type { Endpoint } from "./endpoints.ts";

/** An endpoint that is open for business. */
export interface Known {
  source: Source;
  endpoint: Endpoint;
  /** What follows `/hooks/`. */
  path: string;
  /** What identities begin with. */
  prefix: string;
  options: unknown;
  limit: number;
  /** How long after its last word an alert is unknown, ms; null = never. */
  staleAfterMs: number | null;
  check: SecretCheck;
  methods: readonly string[];
  /** The other endpoints of a peer's API that can be meant by the address of this one: the secret tells. */
  others: readonly Known[];
  /** See `PeerApi.accepted`. */
  kept: Map<string, string>;
}

export interface Found {
  known: Known;
  rest: string;
}

export interface Routes {
  /** Where a path leads, and what follows the endpoint in it. Null: nowhere. */
  find(path: string): Found | null;
  /** Where a path outside of `/hooks/` leads: a call of a peer's API that is spoken there, too. */
  findAtRoot(method: string, path: string): Found | null;
  paths: readonly string[];
}

/** Two of the largest messages seen in the wild fit into it many times over (alert sources, section 2). */
const defaultLimit = 2 * 1024 * 1024;
/** Beside two repeats that were missed: senders are a little late, and so are we (alert sources 1.4). */
const latenessMs = 10 * 60_000;

/** Opens the endpoints. Throws when one names no source, or when its options are not as its source has them. */
export function routesOf(endpoints: readonly Endpoint[], sources: readonly Source[]): Routes {
  const known = new Map<string, Known>();
  for (const endpoint of endpoints) {
    const one = openEndpoint(endpoint, sources);
    known.set(one.path, one);
  }
  const paths = [...known.keys()];
  const ofPeers = [...known.values()].filter(({ source }) => source.api);
  for (const { source } of ofPeers) {
    const others = ofPeers.filter((one) => one.source === source && one.endpoint.name);
    const base = known.get(source.name) ?? openEndpoint({ source: source.name, open: false, secrets: [] }, sources);
    known.set(base.path, { ...base, others });
  }

  const atRoot = [...known.values()].filter(({ endpoint, source }) => endpoint.atRoot && source.api);

  return {
    paths,
    findAtRoot(method, path) {
      const found = atRoot.find(({ source }) => source.api?.takes({ method, rest: path }));
      return found ? { known: found, rest: path } : null;
    },
    find(path) {
      const exact = known.get(path);
      if (exact) return { known: exact, rest: "" };
      const [source = "", name = "", ...more] = path.split("/").filter((part, index) => index === 0 || part !== "");
      const named = known.get(`${source}/${name}`);
      const found = named ?? known.get(source);
      if (!found?.source.api) return null;
      return { known: found, rest: (named ? more : [name, ...more]).join("/") };
    },
  };
}

function openEndpoint(endpoint: Endpoint, sources: readonly Source[]): Known {
  const source = sources.find((one) => one.name === endpoint.source);
  if (!source) throw new Error(`There is no source ${endpoint.source}.`);
  const { name } = endpoint;
  const repeats = source.repeatsEveryMs === undefined ? null : 2 * source.repeatsEveryMs + latenessMs;
  return {
    source,
    endpoint,
    path: name ? `${source.name}/${name}` : source.name,
    prefix: name ? `${source.prefix ?? source.name}@${name}` : (source.prefix ?? source.name),
    options: source.options?.parse(endpoint.options ?? {}) ?? {},
    limit: endpoint.limit ?? defaultLimit,
    staleAfterMs: endpoint.staleAfterMs === undefined ? repeats : endpoint.staleAfterMs,
    check: secretCheck(endpoint),
    methods: ["POST", ...(source.methods ?? [])],
    others: [],
    kept: new Map(),
  };
}

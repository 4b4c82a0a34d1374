import { z } from "zod";
import type { Problem } from "../domain/duration.ts";
import { type Kind, type KindList, ownSettings, type Wrong, wrongKinds } from "./kinds.ts";
import * as is from "./scalars.ts";

/*
 * `providers`: the status pages outside of Sitrep that are kept in step. What every provider can be told stands here; what
 * only one kind can be told is its own, and is checked against its schema.
 */

/** Settings of providers whose value is a secret, beside those that have such a name elsewhere. */
export const providerSecretNames = ["api_key", "access_token"];

const secretNames = [...providerSecretNames, "token", "secret", "former_secret", "password", "api_token"];

/** By the public name of a component: its id, or name, there. */
const components = z
  .record(
    z.string(),
    is.reads((value): string | Problem => {
      const given = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
      return given === "" ? { problem: "It must be the component's id or name there." } : given;
    }),
    { error: 'It must be components and what they are there, like { "Gateway (HTTP liveness)": abc123 }.' },
  )
  .default({});

const common = z.looseObject(
  {
    use: is.text,
    name: is.text.optional(),
    components,
    maintenance: is.flag.default(true),
    allow_private: is.flag.default(false),
  },
  { error: "It must be a status provider, like { use: statuspage, page: …, api_key: … }." },
);

/** The section `providers`. */
export const providers = z
  .array(common, { error: "It must be a list of status providers, each beginning with a dash." })
  .default([]);

type Given = z.infer<typeof providers>[number];

/** A status provider, as the program uses it. */
export interface ProviderSettings {
  use: string;
  /** Its own name: the kind's, unless it was given another. */
  name: string;
  components: Record<string, string>;
  /** False where it is told of incidents alone. */
  maintenance: boolean;
  allowPrivate: boolean;
  /** What only its kind can be told, with its secrets wrapped; still to be read by the kind. */
  settings: Record<string, unknown>;
}

/** A provider's settings as the program uses them. */
export function providerOf(given: Given): ProviderSettings {
  return {
    use: given.use,
    name: given.name ?? given.use,
    components: given.components,
    maintenance: given.maintenance,
    allowPrivate: given.allow_private,
    settings: ownOf(given),
  };
}

const ownOf = (given: Given) => ownSettings(given, common.shape, secretNames);

const kindList: KindList<Given> = {
  section: "providers",
  thing: "status provider",
  common: Object.keys(common.shape),
  ownOf,
};

/** What is wrong with the providers: among themselves, against the kinds that there are, and in the components they name. */
export function wrongProviders(
  list: readonly Given[],
  kinds: readonly Kind[] | undefined,
  known: readonly { name: string; internal: boolean }[],
): Wrong[] {
  const strange = list.flatMap((given, index) =>
    Object.keys(given.components).flatMap((name): Wrong[] => {
      const component = known.find((one) => one.name === name);
      if (component && !component.internal) return [];
      const names = known.filter(({ internal }) => !internal).map((one) => one.name);
      const problem = component
        ? `The component ${is.quoted(name)} is internal, and is never shown to the public.`
        : `There is no component ${is.quoted(name)}.${is.didYouMean(name, names) || ` Known: ${names.join(", ")}.`}`;
      return [{ path: ["providers", index, "components", name], problem, at: "name" }];
    }),
  );
  return [...wrongKinds(kindList, list, kinds), ...strange];
}

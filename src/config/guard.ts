import { z } from "zod";
import { everyoneIn } from "../domain/rota.ts";
import type { Component, Terms } from "../domain/terms.ts";
import type { GuardRules } from "../text/guard.ts";
import * as is from "./scalars.ts";

/*
 * `guard`: what must never be published beside what the guard knows by itself, and what may be. docs/disclosure-guard.md
 * explains what is found and how.
 */

/** The beginning of a key id; its underscore is optional. */
const keyPrefix = is.text
  .transform((given) => given.replace(/_+$/, ""))
  .refine((given) => /^[A-Za-z0-9]+$/.test(given), {
    error: "The beginning of a key is letters and figures, like gk.",
  });

const hostName = is.text.refine((given) => /^\.?[\w-]+(\.[\w-]+)*$/.test(given), {
  error: "It must be a host name like zeus, or an ending like .acme.dev.",
});

const internalNames = z
  .record(z.string(), is.text, {
    error: "It must be names and what the public knows them as, like { trace-db: our analytics store }.",
  })
  .default({});

/** The settings under `guard`. */
export const guard = z
  .strictObject(
    {
      internal_names: internalNames,
      tenants: is.listOf(is.text).default([]),
      people: is.listOf(is.text).default([]),
      internal_hosts: is.listOf(hostName).default([]),
      key_prefixes: is.listOf(keyPrefix).default(["gk", "gw"]),
      every_address: is.flag.default(false),
      allowed: is.listOf(is.text).default([]),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

type GuardSettings = z.infer<typeof guard>;

/** Everything else in the configuration that the guard must know of. */
interface Surroundings {
  components: readonly Component[];
  rota: Terms["rota"];
  /** People by the names that the configuration uses for them. */
  people: readonly string[];
  /** Names and addresses that are public: of the page, its links. */
  published: readonly string[];
}

/**
 * The guard's rules. Internal components are internal names by themselves, and whoever is named anywhere in the
 * configuration is one of our people; the names of public components may be published whatever stands in them.
 */
export function guardRules(given: GuardSettings, { components, rota, people, published }: Surroundings): GuardRules {
  const unnamed = components.filter(({ internal }) => internal).map(({ name }) => [name, null] as const);
  return {
    keyPrefixes: given.key_prefixes,
    internalHosts: given.internal_hosts,
    everyAddress: given.every_address,
    internalNames: { ...Object.fromEntries(unnamed), ...given.internal_names },
    tenants: given.tenants,
    people: [...new Set([...given.people, ...people, ...everyoneIn(rota)])],
    allowed: [
      ...given.allowed,
      ...published,
      ...components.filter(({ internal }) => !internal).map(({ name }) => name),
    ],
  };
}

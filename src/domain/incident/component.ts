import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";

/** A refusal that names the first component nobody has configured, or null when all are known. */
export function unknownComponent(components: string[], terms: Terms): Refusal | null {
  const known = terms.components.map((component) => component.name);
  const unknown = components.find((name) => !known.includes(name));
  return unknown === undefined ? null : refuse("unknown-component", { component: unknown, known });
}

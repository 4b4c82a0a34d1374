import { no } from "./door.ts";
import { chosen, elementsIn, type Found, statesOf, type Values } from "./inputs.ts";
import type { Kit, User } from "./things.ts";
import type { World } from "./world.ts";

/**
 * The state of a form after a person put these values in. They are named by `block_id`, label or `action_id`; a name that
 * the form does not have is refused, and what is not named keeps what stands there.
 */
export function filledIn(world: World, who: User, blocks: Kit[], before: Values, given: unknown): Values {
  const found = elementsIn(blocks);
  const typed: Values = { ...before };
  for (const [name, value] of Object.entries((given ?? {}) as Kit)) {
    const fit = named(found, name);
    const blockId = String(fit.block.block_id);
    typed[blockId] = { ...typed[blockId], [String(fit.element.action_id)]: choose(world, who, fit.element, value) };
  }
  return statesOf(world, blocks, typed);
}

function named(found: Found[], name: string): Found {
  const known = found.map(({ block }) => String(block.block_id)).join(", ");
  return (
    found.find(({ block }) => block.block_id === name) ??
    found.find(({ block }) => (block.label as Kit | undefined)?.text === name) ??
    found.find(({ element }) => element.action_id === name) ??
    no("no_such_field", `The form has no field "${name}". It has: ${known || "none"}.`)
  );
}

/** What stands in an element after a person chose this; an option that the app suggested comes back whole. */
export function choose(world: World, who: User, element: Kit, given: unknown): Kit {
  const suggested = world.suggested.get(`${who.id}/${String(element.action_id)}`) ?? [];
  const whole = (value: unknown) => suggested.find((option) => option.value === value) ?? value;
  const isForeign = element.type === "external_select" || element.type === "multi_external_select";
  return chosen(world, element, isForeign ? (Array.isArray(given) ? given.map(whole) : whole(given)) : given);
}

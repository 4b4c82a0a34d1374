import { z } from "zod";
import { labelsOf, text } from "./foreign.ts";

/*
 * How an operator tells where in a stranger's JSON each thing stands: paths (`$.a.b[0]["c d"]`), constants, and texts with
 * paths in braces (`{$.host}: {$.check}`). `$` is the part that is read, `$body` the whole body.
 */

/** What a message is read from. */
export interface Part {
  $: unknown;
  $body: unknown;
}

/** Finds a value in a part; undefined when there is none. */
export type Find = (part: Part) => unknown;

const pathText = String.raw`\$(?:body)?(?:\.[\p{L}\p{N}_-]+|\[\d{1,9}\]|\["[^"\]]+"\])*`;
const wholePath = new RegExp(`^${pathText}$`, "u");
const innerPath = new RegExp(String.raw`\{(${pathText})\}`, "gu");
const step = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\["([^"\]]+)"\]/gu;

/** A path alone. */
export const path = z.string().transform((written, ctx): Find => {
  if (wholePath.test(written)) return finder(written);
  ctx.addIssue({
    code: "custom",
    message: `${quoted(written)} is not a path; write it like $.alert.name or $.items[0].`,
  });
  return z.NEVER;
});

/** A path, a constant, or a text with paths in braces: what it comes to as text, or null. */
export const worth = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((written, ctx): ((part: Part) => string | null) => {
    const given = String(written);
    if (given.startsWith("$")) {
      if (wholePath.test(given)) return textAt(finder(given));
      ctx.addIssue({
        code: "custom",
        message: `${quoted(given)} is not a path; write it like $.alert.name. A text that begins otherwise is taken as it is.`,
      });
      return z.NEVER;
    }
    const parts = given.split(innerPath);
    if (parts.length === 1) return () => given;
    // Every second part is a path: what stood in braces.
    const pieces = parts.map((part, index) => (index % 2 === 1 ? textAt(finder(part)) : () => part));
    const holes = pieces.filter((_, index) => index % 2 === 1);
    return (part) =>
      holes.every((hole) => hole(part) === null)
        ? null
        : pieces
            .map((piece) => piece(part) ?? "")
            .join("")
            .trim() || null;
  });

/** A path and the words that it may come to; any case. */
export const condition = z
  .strictObject({ path, in: z.union([scalar(), z.array(scalar()).min(1)]) })
  .transform(({ path: find, in: words }): ((part: Part) => boolean) => {
    const known = new Set([words].flat().map((word) => String(word).toLowerCase()));
    return (part) => known.has(text(find(part))?.toLowerCase() ?? "");
  });

function scalar() {
  return z.union([z.string(), z.number(), z.boolean()]);
}

function finder(written: string): Find {
  const whole = written.startsWith("$body");
  const steps = [...written.matchAll(step)].map(([, name, index, quotedName]) => name ?? index ?? quotedName ?? "");
  return (part) => {
    let at = whole ? part.$body : part.$;
    for (const one of steps) {
      // Only what the sender wrote: `constructor` and the like are names like any other.
      if (typeof at !== "object" || at === null || !Object.prototype.propertyIsEnumerable.call(at, one))
        return undefined;
      at = (at as Record<string, unknown>)[one];
    }
    return at;
  };
}

/** A value as text; a list or an object by its values. */
function textAt(find: Find): (part: Part) => string | null {
  return (part) => {
    const value = find(part);
    if (typeof value !== "object" || value === null) return text(value);
    return Object.values(labelsOf({ value })).join(", ") || null;
  };
}

function quoted(written: string): string {
  return JSON.stringify(written.length > 60 ? `${written.slice(0, 59)}…` : written);
}

import { findNames, type Named, namesOf } from "./names.ts";
import { hitsOf, type Rule } from "./rule.ts";

/** A channel's mention, by id or with its name; `everyone` of a workspace's mentions is people's business. */
const channel = /<#[CG][A-Z0-9]{2,}(?:\|[^<>]{0,80})?>|(?<![\w&#/])#inc-[a-z0-9][\w-]*/gi;

const why = {
  known: "Customers know this by another name.",
  unknown: "This is an internal name, which says nothing to customers and tells others how the inside is built.",
};

/** Internal names: configured ones, internal components, and the channels of our workspace. */
export const internalName: Rule = {
  name: "internal-name",
  secret: false,
  prepare: ({ internalNames = {}, ordinary = [] }) => {
    const all = Object.entries(internalNames).map(
      ([name, known]): Named => ({
        name,
        replacement: known ?? "an internal component",
        why: known === null ? why.unknown : why.known,
      }),
    );
    const names = namesOf(all, new Set(ordinary));
    return (text) => [
      ...findNames(text, names),
      ...hitsOf(text, channel, { replacement: "our internal channel", why: why.unknown }),
    ];
  },
};

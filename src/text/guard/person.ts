import { findNames, type Named, namesOf } from "./names.ts";
import { type Hit, hitsOf, type Rule } from "./rule.ts";

const why = "This names a person. Updates speak for all of us, and nobody is to be singled out.";

/** Most texts hold none of these, and need not be searched for what they are a part of. */
const callsSomebody = /@|[[(]at[\])]|<!/i;

/** Slack's mentions, of people and of groups. */
const mention = /<@[A-Z0-9][\w-]*(?:\|[^<>]{0,80})?>/gi;
const group = /<!subteam\^\w+(?:\|[^<>]{0,80})?>/gi;
const everyone = /<!(?:channel|here|everyone)(?:\|[^<>]{0,40})?>|(?<![\w.@/+-])@(?:channel|here|everyone)(?![\w-])/gi;
const userId = /(?<![A-Za-z0-9])[UW]\d(?=[A-Z]*\d)[A-Z0-9]{7,9}(?![A-Za-z0-9])/g;

/** `@alice`; neither the second half of an address nor the scope of a package. */
const handle = /(?<![\w.@/+-])@(?:[a-z][\w-]*(?:\.[\w-]+)*)(?![\w/@-])/gi;

const dot = String.raw`(?:\.|\s?[\[(]\.[\])]\s?|\s?[\[(]dot[\])]\s?)`;
const email = new RegExp(
  String.raw`(?<![\w.+-])[\w+%-]{1,64}(?:\.[\w+%-]{1,64}){0,6}(?:@|\s?[\[(](?:at|@)[\])]\s?)(?:[\w-]{1,63}${dot}){1,6}[a-z]{2,24}(?![\w-])`,
  "gi",
);
/** Addresses of an office, not of a person: customers are meant to write to them. */
const office =
  /^(?:support|help(?:desk)?|info|hello|contact|status|security|abuse|privacy|legal|sales|billing|press|feedback|service|care|no-?reply|do-?not-?reply|notifications?|postmaster)(?:[+-][\w-]+)?(?=@|\s?[[(])/i;

const one = { replacement: "an engineer", why };
const us = { replacement: "our team", why };

/** People: those we know by name, handles, mentions, and addresses. */
export const person: Rule = {
  name: "person",
  secret: false,
  prepare: ({ people = [], ordinary = [] }) => {
    const names = namesOf(people.flatMap(asWritten), new Set(ordinary));
    return (text) => [
      ...(callsSomebody.test(text)
        ? [
            ...hitsOf(text, email, us, ([address]) => !office.test(address)),
            ...hitsOf(text, mention, { ...one, exact: true }),
            ...hitsOf(text, group, { ...us, exact: true }),
            ...hitsOf(text, everyone, { replacement: "everyone", why: "This calls people of our workspace." }),
            ...hitsOf(text, handle, one),
          ]
        : []),
      ...hitsOf(text, userId, one),
      ...findNames(text, names).map((hit) => withAt(text, hit)),
    ];
  },
};

/** A person is called by the whole name and by each part of it; by an address, with and without what follows the @. */
function asWritten(name: string): Named[] {
  const whole = name.replace(/^@/, "").replace(/@.*$/, "").trim();
  const parts = whole.split(/[\s,]+/).filter((part) => [...part.replace(/[^\p{L}]/gu, "")].length >= 3);
  return [...new Set([whole, ...parts])].map((each) => ({ name: each, ...one }));
}

function withAt(text: string, hit: Hit): Hit {
  return text[hit.start - 1] === "@" ? { ...hit, start: hit.start - 1 } : hit;
}

import { findNames, namesOf } from "./names.ts";
import type { Rule } from "./rule.ts";

const hit = {
  replacement: "a customer",
  why: "This is a customer's name. Who our customers are, and whom of them something hit, is theirs to tell.",
};

/** Customers by name. */
export const tenant: Rule = {
  name: "tenant",
  secret: false,
  prepare: ({ tenants = [], ordinary = [] }) => {
    const names = namesOf(
      tenants.map((name) => ({ name, ...hit })),
      new Set(ordinary),
    );
    return (text) => findNames(text, names);
  },
};

import type { PagerTerms } from "../../src/domain/pager.ts";

/** A pager as decisions know it: rings at every step, for everybody, unless the test wants otherwise. */
export function aPager(name: string, own: Partial<PagerTerms> = {}): PagerTerms {
  return {
    name,
    kind: name,
    shown: name.toUpperCase(),
    targets: ["primary", "secondary", "everyone"],
    severities: ["SEV1", "SEV2", "SEV3", "SEV4"],
    always: false,
    drills: false,
    perPerson: false,
    people: null,
    known: {},
    ...own,
  };
}

/** What an installation adds to the guard, or takes out of it. All may be left out. Plain data; made once, never changed. */
export interface GuardRules {
  /** Beginnings of the product's own key ids, without the underscore. Default: `gk`, `gw`. */
  keyPrefixes?: readonly string[] | undefined;
  /** Host names, or endings that begin with a dot, that stay inside, beside the usual ones (`.internal`, `.local`, ...). */
  internalHosts?: readonly string[] | undefined;
  /** True: public addresses are found as well, not only private ones. */
  everyAddress?: boolean | undefined;
  /** Words that may be published although a rule finds them or a part of them: exactly so, in any case. */
  allowed?: readonly string[] | undefined;
  /** What only we call by this name -> what the public knows it as; null = the public does not know it at all. */
  internalNames?: Readonly<Record<string, string | null>> | undefined;
  /** Customers by name. */
  tenants?: readonly string[] | undefined;
  /** Our own people: full names, single names, handles, addresses and user ids. */
  people?: readonly string[] | undefined;
  /** Words that the public texts use themselves, beside the ordinary ones. In small letters. */
  ordinary?: readonly string[] | undefined;
}

/** Where a rule found something, in the reading it was given. */
export interface Hit {
  start: number;
  end: number;
  /** What could stand there instead. */
  replacement: string;
  /** Why it must not be public, for the person who wrote it. */
  why: string;
  /** Nothing of what follows can have slipped into it: it is a known word, from its first sign to its last. */
  exact?: boolean;
}

/** Looks at one reading of a text. */
export type Find = (text: string) => Hit[];

/** One family of things that must not be published. */
export interface Rule {
  name: string;
  /** Its findings are secrets: they are masked wherever they are shown. */
  secret: boolean;
  /** Makes it ready for an installation. */
  prepare(rules: GuardRules): Find;
}

/** All matches of a pattern as hits; `keep` may look at one and refuse it. */
export function hitsOf(
  text: string,
  pattern: RegExp,
  hit: Omit<Hit, "start" | "end">,
  keep: (match: RegExpExecArray) => boolean = () => true,
): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(pattern)) {
    if (keep(match)) hits.push({ start: match.index, end: match.index + match[0].length, ...hit });
  }
  return hits;
}

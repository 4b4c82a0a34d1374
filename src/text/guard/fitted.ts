/** A replacement for its place: without its article where one stands before it, with a capital where a sentence begins. */
export function fitted(replacement: string, text: string, start: number): string {
  const before = text.slice(Math.max(0, start - 32), start).replace(/[*_`~"'([<]+$/, "");
  const isNamed = /(?:^|[^\p{L}])(?:an?|the|our|your|their|its|this|that|these|those|every|each)\s+$/iu.test(before);
  if (isNamed) return replacement.replace(/^(?:an?|the|our)\s+/, "");
  const begins = /(?:^|[.!?]\s+|\n\s*)$/.test(before) && (before.trim() !== "" || start <= 32);
  return begins ? replacement.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()) : replacement;
}

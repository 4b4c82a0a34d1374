/**
 * What a person typed, from how Slack hands it over: mentions of people stay (a field reads them), channels, groups and
 * links become what the person saw, and `&amp;` is `&` again.
 */
export function plainWords(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (whole, inner: string) => wordOf(inner) ?? whole)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** Null for what is no mark of Slack's: a person may have typed the brackets. */
function wordOf(inner: string): string | null {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : inner.slice(bar + 1);
  if (/^#[CG][A-Z0-9]+$/.test(target)) return `#${label ?? target.slice(1)}`;
  if (target.startsWith("!subteam^")) return label ?? `@${target.slice(9)}`;
  if (target.startsWith("!date^")) return label ?? "";
  if (/^!(here|channel|everyone)$/.test(target)) return `@${target.slice(1)}`;
  // Slack links bare words like "example.com" by itself: what the person typed is the label.
  return /^(https?|mailto|tel):/.test(target) ? (label ?? target) : null;
}

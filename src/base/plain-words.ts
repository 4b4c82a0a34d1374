/*
 * What a schema complains of is the language of schemas. These are the same complaints for somebody who knows YAML or JSON,
 * and never wrote a schema.
 */

const kinds: Record<string, string> = {
  array: "a list",
  object: "an object",
  record: "an object",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  null: "null",
};

/** A schema's message in plain words, without a full stop. What a schema was given to say of itself is left as it is. */
export function plainly(message: string): string {
  const [, wanted, got] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (wanted !== undefined && got !== undefined) {
    const kind = kinds[wanted] ?? wanted;
    return got === "undefined" ? `it is missing; expected ${kind}` : `expected ${kind}, not ${kinds[got] ?? got}`;
  }
  if (/^Too small: expected array to have >=1 items?$/.test(message)) return "the list is empty";
  const [, size, bound, most] = /^Too (big|small): expected \w+ to be (<=?|>=?)(-?[\d.]+)$/.exec(message) ?? [];
  if (size) return `it is too ${size}: at ${bound?.startsWith("<") ? "most" : "least"} ${most}`;
  const [, options] = /^Invalid option: expected one of (.+)$/.exec(message) ?? [];
  if (options !== undefined) return `expected ${options.replaceAll("|", " or ")}`;
  return message.replace(/^Invalid input: /, "");
}

/** The same as a sentence of its own. What a schema was given to say keeps its first letter: it may be a name. */
export function plainSentence(message: string): string {
  const words = plainly(message);
  const begun = words === message ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return `${begun}${/[.?!]$/.test(begun) ? "" : "."}`;
}

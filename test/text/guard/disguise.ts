import fc from "fast-check";

/*
 * Ways to write words so that a person still reads them and a plain search does not find them. Each takes a place in the
 * words, counted from their beginning, and must not change what they say.
 */

type Disguise = (words: string, at: number) => string;

const into =
  (sign: string): Disguise =>
  (words, at) =>
    `${words.slice(0, at)}${sign}${words.slice(at)}`;
const around =
  (before: string, after: string): Disguise =>
  (words, at) =>
    `${words.slice(0, at)}${before}${words[at]}${after}${words.slice(at + 1)}`;
const instead =
  (of: (sign: string) => string): Disguise =>
  (words, at) =>
    `${words.slice(0, at)}${of(words[at] ?? "")}${words.slice(at + 1)}`;
const everywhere =
  (of: (sign: string) => string): Disguise =>
  (words) =>
    [...words].map(of).join("");

const lookalikes: Record<string, string> = Object.fromEntries(
  [..."aаeеoоpрcсyуxхiіsѕjјAАBВEЕKКMМHНOОPРCСTТXХ"].flatMap((sign, at, all) =>
    at % 2 === 0 ? [[sign, all[at + 1] ?? ""]] : [],
  ),
);
const fullWidth = (sign: string) => (/[!-~]/.test(sign) ? String.fromCodePoint(sign.charCodeAt(0) + 0xfee0) : sign);
const bold = (sign: string) => (/[a-z]/.test(sign) ? String.fromCodePoint(0x1d41a + sign.charCodeAt(0) - 0x61) : sign);

/** By name: the disguises that may be put at any place inside of any words. */
export const disguises: Record<string, Disguise> = {
  "mixed case": (words, at) =>
    [...words].map((sign, index) => ((index + at) % 2 ? sign.toUpperCase() : sign.toLowerCase())).join(""),
  "bold signs inside": into("**"),
  "a bold character": around("**", "**"),
  "a backtick inside": into("`"),
  "code around a character": around("`", "`"),
  "struck through": around("~~", "~~"),
  "a tag around a character": around("<b>", "</b>"),
  "a tag with attributes": around('<span class="x y">', "</span>"),
  "an empty comment": into("<!-- -->"),
  "a Markdown link on a character": around("[", "](https://example.com/a)"),
  "a Slack link on a character": around("<https://example.com/a|", ">"),
  "a zero-width space": into("\u200b"),
  "a zero-width joiner": into("\u200d"),
  "a word joiner": into("\u2060"),
  "a soft hyphen": into("\u00ad"),
  "a byte order mark": into("\ufeff"),
  "a variation selector": into("\ufe0f"),
  "a combining mark": into("\u0332"),
  "an entity for nothing": into("&#8203;"),
  "a named entity for nothing": into("&shy;"),
  "a character as an entity": instead((sign) => `&#${sign.codePointAt(0)};`),
  "a character as a hexadecimal entity": instead((sign) => `&#x${sign.codePointAt(0)?.toString(16)};`),
  "an entity written twice": instead((sign) => `&amp;#${sign.codePointAt(0)};`),
  "all as entities": everywhere((sign) => `&#${sign.codePointAt(0)};`),
  "a look-alike letter": instead((sign) => lookalikes[sign] ?? sign),
  "all look-alike letters": everywhere((sign) => lookalikes[sign] ?? sign),
  "a full-width character": instead(fullWidth),
  "all in full width": everywhere(fullWidth),
  "mathematical letters": everywhere(bold),
  "a line break inside": into("\n"),
  "a line break of Windows": into("\r\n"),
  "a quoted line break": into("\n> "),
};

/** Words in a disguise, at a place of chance inside of them. */
export function disguised(words: string, disguise: Disguise): fc.Arbitrary<string> {
  // Not between the halves of a pair, nor before the first or behind the last sign.
  const places = [...words.matchAll(/(?<=[^\s])[^\s](?=[^\s]|$)/gu)].map(({ index }) => index);
  return fc.constantFrom(...(places.length > 0 ? places : [1])).map((at) => disguise(words, at));
}

// @ts-check

/**
 * Slack's message text, read into plain data. Nothing here touches the page, so it can be tested without a browser.
 *
 * @typedef {(
 *   | { kind: "text", text: string }
 *   | { kind: "code" | "pre", text: string }
 *   | { kind: "bold" | "italic" | "strike" | "quote", inside: Piece[] }
 *   | { kind: "link", url: string, text: string }
 *   | { kind: "user" | "channel" | "group", id: string, label: string | undefined }
 *   | { kind: "broadcast", name: string }
 *   | { kind: "date", seconds: number, pattern: string, url: string | undefined, fallback: string }
 *   | { kind: "emoji", name: string }
 *   | { kind: "break" }
 * )} Piece
 */

/** @param {string} text */
export const unescapeText = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/**
 * @param {string} text as Slack stores it: `&`, `<` and `>` of people are escaped
 * @returns {Piece[]}
 */
export function parseMrkdwn(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const fence of text.matchAll(/```\n?([\s\S]*?)```\n?/g)) {
    pieces.push(...withQuotes(text.slice(from, fence.index)));
    pieces.push({ kind: "pre", text: unescapeText(plainEntities(fence[1] ?? "")).replace(/\n$/, "") });
    from = fence.index + fence[0].length;
  }
  pieces.push(...withQuotes(text.slice(from)));
  return pieces;
}

/** @param {string} text @returns {Piece[]} */
function withQuotes(text) {
  if (text === "") return [];
  /** @type {Piece[]} */
  const pieces = [];
  /** @type {string[]} */
  let quoted = [];
  /** @type {string[]} */
  let plain = [];
  const endPlain = () => {
    if (plain.length > 0) pieces.push(...inline(plain.join("\n")));
    plain = [];
  };
  const endQuote = () => {
    if (quoted.length > 0) pieces.push({ kind: "quote", inside: inline(quoted.join("\n")) });
    quoted = [];
  };
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const rest = /^(?:&gt;|>){3}\s?/.exec(line);
    if (rest) {
      endPlain();
      quoted.push(line.slice(rest[0].length), ...lines.slice(index + 1));
      break;
    }
    const mark = /^(?:&gt;|>(?!\S*\|))\s?/.exec(line);
    if (mark) {
      endPlain();
      quoted.push(line.slice(mark[0].length));
    } else {
      endQuote();
      plain.push(line);
    }
  }
  endPlain();
  endQuote();
  return pieces;
}

/** What may stand inside `*bold*` and its kin: entities and code whole, no line end, not the mark itself. @param {string} mark */
const styled = (mark) => {
  const sign = mark === "*" ? "\\*" : mark;
  const inside = `(?:<[^>\\n]*>|\`[^\`\\n]*\`|[^${sign}\\n<\`])+?`;
  return new RegExp(`${sign}(?![\\s${sign}])(${inside})(?<!\\s)${sign}(?![\\p{L}\\p{N}])`, "uy");
};

/** @type {[RegExp, (match: RegExpExecArray) => Piece | undefined][]} */
const INLINE = [
  [/<([^<>\n]+)>/y, (match) => entity(match[1] ?? "")],
  [/`([^`\n]+)`/y, (match) => ({ kind: "code", text: unescapeText(plainEntities(match[1] ?? "")) })],
  [/:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/y, (match) => ({ kind: "emoji", name: match[1] ?? "" })],
  [
    /https?:\/\/[^\s<>|"“”]*[^\s<>|"“”.,;:!?)\]}'*_~`]/y,
    (match) => link(unescapeText(match[0]), unescapeText(match[0])),
  ],
  [/\n/y, () => ({ kind: "break" })],
];
/** @type {[RegExp, "bold" | "italic" | "strike"][]} */
const STYLES = [
  [styled("*"), "bold"],
  [styled("_"), "italic"],
  [styled("~"), "strike"],
];

/** @param {string} text @returns {Piece[]} */
function inline(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let plain = "";
  const endPlain = () => {
    if (plain) pieces.push({ kind: "text", text: unescapeText(plain) });
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const found = pieceAt(text, at);
    if (found) {
      endPlain();
      pieces.push(found.piece);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  endPlain();
  return pieces;
}

/** @param {string} text @param {number} at @returns {{ piece: Piece, end: number } | undefined} */
function pieceAt(text, at) {
  for (const [pattern, read] of INLINE) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const piece = match ? read(match) : undefined;
    if (match && piece) return { piece, end: at + match[0].length };
  }
  if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return undefined;
  for (const [pattern, kind] of STYLES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { piece: { kind, inside: inline(match[1] ?? "") }, end: at + match[0].length };
  }
  return undefined;
}

/** Only addresses that cannot run anything become links. @param {string} url @param {string} text @returns {Piece} */
function link(url, text) {
  return /^(https?:|mailto:|tel:)/i.test(url) ? { kind: "link", url, text } : { kind: "text", text };
}

/** @param {string} body what stands between `<` and `>` @returns {Piece | undefined} */
function entity(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(body.slice(bar + 1));
  if (/^@[UW]/.test(target)) return { kind: "user", id: target.slice(1), label };
  if (/^#[CGD]/.test(target)) return { kind: "channel", id: target.slice(1), label };
  if (target.startsWith("!date^")) {
    const [, seconds, pattern, url] = target.split("^");
    return { kind: "date", seconds: Number(seconds), pattern: unescapeText(pattern ?? ""), url, fallback: label ?? "" };
  }
  if (target.startsWith("!subteam^")) return { kind: "group", id: target.slice(9), label };
  if (/^!(here|channel|everyone)/.test(target)) return { kind: "broadcast", name: /^!(\w+)/.exec(target)?.[1] ?? "" };
  if (target.startsWith("!")) return { kind: "text", text: label ?? target.slice(1) };
  const url = unescapeText(target);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) return undefined;
  return link(url, label ?? url.replace(/^mailto:/, ""));
}

/** Inside code, an entity is shown as the words it stands for. @param {string} text */
const plainEntities = (text) =>
  text.replace(/<([^<>\n|]+)(?:\|([^<>\n]*))?>/g, (_whole, target, label) => label ?? target.replace(/^[!@#]/, ""));

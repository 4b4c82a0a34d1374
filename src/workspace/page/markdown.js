// @ts-check

/**
 * The `markdown` block: ordinary Markdown (not mrkdwn), read into plain data. As much of it as Slack shows: headings,
 * lists with check boxes, quotes, fences, rules, tables, and the inline marks.
 *
 * @typedef {{ kind: "text" | "code", text: string } | { kind: "strong" | "em" | "del", inside: Span[] } | { kind: "link", url: string, inside: Span[] } | { kind: "br" }} Span
 * @typedef {(
 *   | { kind: "heading", level: number, spans: Span[] }
 *   | { kind: "paragraph", spans: Span[] }
 *   | { kind: "fence", text: string }
 *   | { kind: "rule" }
 *   | { kind: "quote", blocks: Chunk[] }
 *   | { kind: "list", ordered: boolean, start: number, items: { checked: boolean | undefined, spans: Span[], blocks: Chunk[] }[] }
 *   | { kind: "table", head: Span[][], rows: Span[][][] }
 * )} Chunk
 */

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const STARTS_BLOCK = /^(#{1,6}\s|```|~~~|>|\s*([-*+]|\d{1,9}[.)])\s+|([-*_])(\s*\3){2,}\s*$)/;

/** @param {string} text @returns {Chunk[]} */
export const parseMarkdown = (text) => chunks(text.replace(/\r\n?/g, "\n").split("\n"));

/** @param {string[]} lines @returns {Chunk[]} */
function chunks(lines) {
  /** @type {Chunk[]} */
  const found = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const [chunk, used] = line.trim() === "" ? [undefined, 1] : chunkAt(lines, at);
    if (chunk) found.push(chunk);
    at += used;
  }
  return found;
}

/** @param {string[]} lines @param {number} at @returns {[Chunk, number]} the chunk and how many lines it took */
function chunkAt(lines, at) {
  const line = lines[at] ?? "";
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) return [{ kind: "heading", level: heading[1]?.length ?? 1, spans: spans(heading[2] ?? "") }, 1];
  if (/^([-*_])(\s*\1){2,}\s*$/.test(line)) return [{ kind: "rule" }, 1];
  const fence = /^(```|~~~)/.exec(line);
  if (fence) {
    const end = lines.findIndex((one, index) => index > at && one.startsWith(fence[1] ?? ""));
    const stop = end < 0 ? lines.length : end;
    return [{ kind: "fence", text: lines.slice(at + 1, stop).join("\n") }, stop - at + 1];
  }
  if (line.startsWith(">")) {
    const count = run(lines, at, (one) => one.startsWith(">"));
    return [
      { kind: "quote", blocks: chunks(lines.slice(at, at + count).map((one) => one.replace(/^>\s?/, ""))) },
      count,
    ];
  }
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) {
    const count = 2 + run(lines, at + 2, (one) => one.includes("|"));
    const rows = lines.slice(at + 2, at + count).map(cells);
    return [{ kind: "table", head: cells(line), rows }, count];
  }
  if (ITEM.test(line)) return list(lines, at);
  const count = 1 + run(lines, at + 1, (one) => one.trim() !== "" && !STARTS_BLOCK.test(one));
  return [{ kind: "paragraph", spans: spans(lines.slice(at, at + count).join("\n")) }, count];
}

/** @param {string[]} lines @param {number} at @param {(line: string) => boolean} holds */
function run(lines, at, holds) {
  const end = lines.findIndex((line, index) => index >= at && !holds(line));
  return (end < 0 ? lines.length : end) - at;
}

/** @param {string} line */
const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => spans(cell.trim().replace(/\\\|/g, "|")));

/** @param {string[]} lines @param {number} at @returns {[Chunk, number]} */
function list(lines, at) {
  const first = ITEM.exec(lines[at] ?? "");
  const indent = first?.[1]?.length ?? 0;
  const ordered = /\d/.test(first?.[2] ?? "");
  /** @type {{ checked: boolean | undefined, spans: Span[], blocks: Chunk[] }[]} */
  const items = [];
  let here = at;
  while (here < lines.length) {
    const item = ITEM.exec(lines[here] ?? "");
    if (!item || (item[1]?.length ?? 0) !== indent || /\d/.test(item[2] ?? "") !== ordered) break;
    const below = run(lines, here + 1, (one) => one.trim() !== "" && (/^\s*/.exec(one)?.[0].length ?? 0) > indent);
    const box = /^\[([ xX])\]\s+/.exec(item[3] ?? "");
    const nested = lines.slice(here + 1, here + 1 + below);
    items.push({
      checked: box ? box[1] !== " " : undefined,
      spans: spans((item[3] ?? "").slice(box?.[0].length ?? 0)),
      blocks: chunks(nested.some((one) => ITEM.test(one)) ? nested : nested.map((one) => one.trim())),
    });
    here += 1 + below;
    if (lines[here]?.trim() === "" && ITEM.test(lines[here + 1] ?? "")) here += 1;
  }
  return [{ kind: "list", ordered, start: ordered ? Number.parseInt(first?.[2] ?? "1", 10) : 1, items }, here - at];
}

const MARKS =
  /(?<code>(`+)(.+?)\2)|!?\[(?<words>[^\]\n]*)\]\((?<url>[^)\s]+)(?:\s+"[^"]*")?\)|<(?<auto>(?:https?:|mailto:)[^>\s]+)>|(?<bare>https?:\/\/[^\s<>()]*[^\s<>().,;:!?*_~])|(?<strong>\*\*(?=\S)(.+?\S|\S)\*\*|__(?=\S)(.+?\S|\S)__(?!\w))|(?<em>\*(?=[^\s*])(.*?[^\s*])\*(?!\*)|(?<!\w)_(?=\S)(.*?\S)_(?!\w))|(?<del>~~(?=\S)(.+?)~~)|(?<br> {2}\n|\\\n|<br\s*\/?>)|\\(?<plain>[\\`*_{}[\]()#+.!|~>-])/s;

/** @param {string} text @returns {Span[]} */
function spans(text) {
  /** @type {Span[]} */
  const found = [];
  let rest = text;
  while (rest) {
    const match = MARKS.exec(rest);
    if (!match) break;
    if (match.index > 0) found.push({ kind: "text", text: rest.slice(0, match.index) });
    found.push(span(match[0], match.groups ?? {}));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) found.push({ kind: "text", text: rest });
  return found;
}

/** @param {string} whole @param {Record<string, string | undefined>} groups @returns {Span} */
function span(whole, { code, words, url, auto, bare, strong, em, del, plain }) {
  if (code) return { kind: "code", text: code.replace(/^`+|`+$/g, "") };
  if (url) return { kind: "link", url, inside: spans(words || url) };
  if (auto || bare)
    return { kind: "link", url: auto ?? bare ?? "", inside: [{ kind: "text", text: auto ?? bare ?? "" }] };
  if (strong) return { kind: "strong", inside: spans(strong.slice(2, -2)) };
  if (em) return { kind: "em", inside: spans(em.slice(1, -1)) };
  if (del) return { kind: "del", inside: spans(del.slice(2, -2)) };
  if (plain) return { kind: "text", text: plain };
  return /^( {2}|\\)?\n|^<br/.test(whole) ? { kind: "br" } : { kind: "text", text: whole };
}

/*
 * Splits what a person typed after a command. Phones and word processors turn quotes round and dashes long, so all of them
 * are understood; an apostrophe inside a word is only that. Quotes count at the start of a word or after a flag's `=`.
 */

/** One word of a command, or one quoted piece. `start` and `end` are its place in the text. */
export interface Word {
  text: string;
  quoted: boolean;
  start: number;
  end: number;
  /** Set when it is `--flag` or `--flag=value`; `text` is then the whole of it. */
  flag: { name: string; value: string | null } | null;
}

const closersOf: Record<string, string> = {
  '"': '"”“',
  "“": '”"“',
  "”": '”"“',
  "„": '“”"',
  "«": "»",
};

/** The words of a text, in order, or what is wrong with it in one sentence. */
export function splitWords(text: string): Word[] | { problem: string } {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at])) at += 1;
    if (at >= text.length) return words;
    const start = at;
    const quoted = readQuoted(text, at);
    if (quoted) {
      if ("problem" in quoted) return quoted;
      at = quoted.end;
      words.push({ text: quoted.text, quoted: true, start, end: at, flag: null });
      continue;
    }
    while (at < text.length && !isSpace(text[at])) {
      const value = text[at] === "=" && flagName(text.slice(start, at)) !== null ? readQuoted(text, at + 1) : null;
      if (value && "problem" in value) return value;
      if (value) {
        words.push(flagWord(text, start, value.end, value.text));
        at = value.end;
        break;
      }
      at += 1;
    }
    if (words.at(-1)?.start !== start) words.push(plainWord(text, start, at));
  }
}

function flagWord(text: string, start: number, end: number, value: string): Word {
  const whole = text.slice(start, end);
  return {
    text: whole,
    quoted: false,
    start,
    end,
    flag: { name: flagName(whole.slice(0, whole.indexOf("="))) ?? "", value },
  };
}

function plainWord(text: string, start: number, end: number): Word {
  const whole = text.slice(start, end);
  const equals = whole.indexOf("=");
  const name = flagName(equals < 0 ? whole : whole.slice(0, equals));
  const flag = name === null ? null : { name, value: equals < 0 ? null : whole.slice(equals + 1) };
  return { text: whole, quoted: false, start, end, flag };
}

/** `--root-cause`, `—root-cause` or `--root_cause` as the field's own name, `root_cause`; null for any other word. */
function flagName(word: string): string | null {
  const match = /^(?:--|[—–])([a-z][a-z0-9_-]*)$/i.exec(word);
  return match?.[1] ? match[1].toLowerCase().replaceAll("-", "_") : null;
}

/** A quoted piece that begins here; null when none does. It ends at a closing quote that ends a word; `\"` is a quote in it. */
function readQuoted(text: string, start: number): { text: string; end: number } | { problem: string } | null {
  const closers = closersOf[text[start] ?? ""];
  if (closers === undefined) return null;
  let piece = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign === "\\" && closers.includes(text[at + 1] ?? "\0")) {
      piece += text[at + 1];
      at += 1;
    } else if (closers.includes(sign) && (at + 1 >= text.length || isSpace(text[at + 1]))) {
      return { text: piece, end: at + 1 };
    } else {
      piece += sign;
    }
  }
  return { problem: `The quote that opens before ${shortened(text.slice(start + 1))} is never closed.` };
}

function shortened(text: string): string {
  const said = [...text.trim()];
  return said.length > 24 ? `\`${said.slice(0, 23).join("").trim()}…\`` : `\`${said.join("")}\``;
}

function isSpace(sign: string | undefined): boolean {
  return sign !== undefined && /\s/u.test(sign);
}

/** A text as one quoted piece, which {@link splitWords} reads back to the same text. Line ends become spaces. */
export function quotedWord(text: string): string {
  return `"${text.replace(/\s+/gu, " ").replace(/["“”]/gu, (sign) => `\\${sign}`)}"`;
}

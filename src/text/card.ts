/*
 * The model of everything Sitrep shows in a chat: messages, the pinned card, the announcement, answers. Who writes a card
 * says what is in it; only blocks.ts knows how Slack wants it written. So whatever a person or an alert wrote can be put
 * into a span as it is: it is text there, and never syntax.
 */

/** A piece of a line. A plain string is shown as it is, whatever is in it. */
export type Span =
  | string
  | { bold: Line }
  | { italic: Line }
  /** Struck out: it was there, and is no more. */
  | { struck: Line }
  | { code: string }
  /** A Slack user id; the person is mentioned, and notified where mentions notify. */
  | { person: string }
  /** A Slack channel id. */
  | { channel: string }
  /** A Slack user group id. */
  | { group: string }
  | { link: string; url: string };

/** Text on one line, in pieces. */
export type Line = Span | Span[];

/** A button that runs a command: what happens is what typing `verb words` does. */
export interface VerbButton {
  label: string;
  verb: string;
  /** What a person would type after the verb. */
  words?: string | undefined;
  style?: "primary" | "danger" | undefined;
  /** Asked before anything happens. */
  confirm?: { title: string; text: string; yes: string; no: string } | undefined;
}

/** A button that opens an address in the browser. */
export interface LinkButton {
  label: string;
  url: string;
}

export type Button = VerbButton | LinkButton;

export type Block =
  | { type: "heading"; text: string }
  | { type: "text"; line: Line }
  /** Short labelled values, shown side by side where there is room. */
  | { type: "facts"; facts: { label: string; value: Line }[] }
  /** Words that stand exactly so elsewhere (a public update), several lines, marked as quoted. */
  | { type: "quote"; text: string }
  | { type: "code"; text: string }
  | { type: "list"; items: Line[] }
  /** Small and grey. */
  | { type: "note"; line: Line }
  | { type: "buttons"; buttons: Button[] }
  | { type: "divider" };

export interface Card {
  /** The whole card in one plain sentence, for notifications and screen readers. */
  summary: string;
  blocks: Block[];
}

export function bold(line: Line): Span {
  return { bold: line };
}

export function italic(line: Line): Span {
  return { italic: line };
}

export function struck(line: Line): Span {
  return { struck: line };
}

export function code(text: string): Span {
  return { code: text };
}

/** Mentions a Slack user by id. */
export function person(id: string): Span {
  return { person: id };
}

/** Names a Slack channel by id. */
export function channel(id: string): Span {
  return { channel: id };
}

/** Mentions a Slack user group by id. */
export function group(id: string): Span {
  return { group: id };
}

export function link(label: string, url: string): Span {
  return { link: label, url };
}

/** The spans of a line, whichever way it was written. */
export function spansOf(line: Line): Span[] {
  return Array.isArray(line) ? line : [line];
}

/** Writes a line: ``line`Next update by ${bold(time)}` ``. Numbers are written out; empty strings leave nothing behind. */
export function line(texts: TemplateStringsArray, ...values: (Line | number)[]): Span[] {
  return texts
    .flatMap((text, index) => {
      const value = values[index];
      return [text, ...(value === undefined ? [] : spansOf(typeof value === "number" ? String(value) : value))];
    })
    .filter((span) => span !== "");
}

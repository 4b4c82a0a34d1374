/* Plain text for places that read Markdown: nothing that people wrote becomes a heading, a list, a link or a tag there. */

/** Addresses stay as they are, so that readers can follow them. They end before anything that Markdown would read. */
const addresses = /https?:\/\/[^\s<>"'`\\*_~[\](){}|&#]+/g;
const special = /[\\`*_[\]<>&~|$]/g;

/** The text as Markdown that shows it word for word, its line breaks included. */
export function escapeMarkdown(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/).map((line) => escapedLine(line.trim()));
  return lines
    .map((line, index) => (line === "" || (lines[index + 1] ?? "") === "" ? line : `${line}\\`))
    .join("\n")
    .trim();
}

function escapedLine(line: string): string {
  let whole = "";
  let from = 0;
  for (const { 0: address, index } of line.matchAll(addresses)) {
    whole += line.slice(from, index).replace(special, "\\$&") + address;
    from = index + address.length;
  }
  whole += line.slice(from).replace(special, "\\$&");
  // What only means something where a line begins.
  return whole.replace(/^(#{1,6}(?=\s|$)|[-+=:])/, "\\$1").replace(/^(\d{1,9})([.)])/, "$1\\$2");
}

/**
 * The text of an update as Markdown for timelines. Lines end with two spaces, which every Markdown reads, and which nobody
 * sees in a mail that shows it as it is; for the same reason the stage keeps its brackets, which are no link by themselves.
 */
export function updateMarkdown(text: string): string {
  return escapeMarkdown(text)
    .replace(/\\\n/g, "  \n")
    .replace(/^\\\[([A-Z_ \\]+)\\\]/, (stage) => stage.replaceAll("\\", ""));
}

/** A text without the signs that Markdown reads: to compare what comes back from where it is stored in another spelling. */
export function bareMarkdown(text: string): string {
  return text.replace(/[\\*_`~]/g, "");
}

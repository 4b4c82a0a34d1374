import { type Block, type Button, type Card, type Line, type Span, spansOf } from "./card.ts";
import { isBlank, tame } from "./foreign.ts";

/** A line as plain text. `nameOf` turns the id of a person, channel or group into the name to show; without it the id stands. */
export function toPlainLine(line: Line, nameOf: (id: string) => string = (id) => id): string {
  return spansOf(line)
    .map((span) => plainSpan(span, nameOf))
    .join("");
}

function plainSpan(span: Span, nameOf: (id: string) => string): string {
  if (typeof span === "string") return tame(span);
  if ("bold" in span) return toPlainLine(span.bold, nameOf);
  if ("italic" in span) return toPlainLine(span.italic, nameOf);
  if ("struck" in span) return `[-${toPlainLine(span.struck, nameOf)}-]`;
  if ("code" in span) return tame(span.code);
  if ("person" in span) return `@${nameOf(span.person)}`;
  if ("channel" in span) return `#${nameOf(span.channel)}`;
  if ("group" in span) return `@${nameOf(span.group)}`;
  return span.link === "" || span.link === span.url ? span.url : `${span.link} (${span.url})`;
}

/** A card as plain text, for terminals, mail and logs. Buttons are left out except those that lead to an address. */
export function toPlain(card: Card, nameOf?: (id: string) => string): string {
  const parts = card.blocks.map((block) => plainBlock(block, nameOf)).filter((part) => !isBlank(part));
  return parts.length > 0 ? parts.join("\n") : tame(card.summary);
}

function plainBlock(block: Block, nameOf?: (id: string) => string): string {
  switch (block.type) {
    case "heading":
      return tame(block.text);
    case "text":
    case "note":
      return toPlainLine(block.line, nameOf);
    case "facts":
      return block.facts.map(({ label, value }) => `${label}: ${toPlainLine(value, nameOf)}`).join("\n");
    case "quote":
    case "code":
      return tame(block.text);
    case "list":
      return block.items.map((item) => `- ${toPlainLine(item, nameOf)}`).join("\n");
    case "buttons":
      return block.buttons.map(plainButton).filter(Boolean).join("\n");
    case "divider":
      return "";
  }
}

function plainButton(button: Button): string {
  return "url" in button ? `${button.label}: ${button.url}` : "";
}

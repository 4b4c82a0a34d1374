/** The most parts a message may have; senders of alerts use one. */
const mostParts = 100;

/**
 * The fields of a multipart form (RFC 7578). Strict: what is not as the standard has it, or ends before its last boundary,
 * is refused whole. The boundary is the one that the type names, otherwise the one that the text begins with.
 */
export function multipartFields(
  text: string,
  type: string | undefined,
): { fields: Record<string, string> } | { fault: string } {
  const named = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type ?? "");
  const first = text.slice(2, text.indexOf("\r\n"));
  const boundary = named?.[1] ?? named?.[2] ?? first;
  const broken = { fault: "The body is a multipart form that is broken, or was cut off." };
  if (first !== boundary) return broken;

  const parts = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1);
  const end = parts.pop();
  if (end === undefined || !end.startsWith("--") || parts.length === 0 || parts.length > mostParts) return broken;
  const fields: [string, string][] = [];
  for (const part of parts) {
    const head = part.indexOf("\r\n\r\n");
    const name = head < 0 || !part.startsWith("\r\n") ? null : nameIn(part.slice(2, head));
    if (name === null) return broken;
    fields.push([name, part.slice(head + 4)]);
  }
  return { fields: Object.fromEntries(fields) };
}

function nameIn(head: string): string | null {
  const disposition = head.split("\r\n").find((line) => /^content-disposition:\s*form-data\s*;/i.test(line));
  const found = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition ?? "");
  return found?.[1] ?? found?.[2] ?? null;
}

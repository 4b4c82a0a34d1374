import { isUtf8 } from "node:buffer";
import { type Parsed, parseJson, parseText, textOf } from "./json.ts";
import { multipartFields } from "./multipart.ts";

/** Fields that may hold the whole message as JSON, where a form is only its envelope. */
const envelopes = ["data", "payload"];
/** What a query says beside the values that a sender writes into it. */
export const queryTokens = ["token", "access_token", "auth_token"];
const ours = [...queryTokens, "explain"];

/**
 * What a body says, decided by its bytes and not by the name of its type, which senders get wrong: JSON, a form, or a
 * multipart form (alert sources 2). Fields of a form are texts; of a name that is there twice, the last one counts.
 */
export function contentOf(raw: Buffer, type: string | undefined): Parsed {
  const json = parseJson(raw);
  if ("value" in json || raw.length === 0 || !isUtf8(raw)) return json;
  const text = textOf(raw);
  if (/^\s*[{["]/.test(text)) return json;
  const multipart = /^--[^\r\n]{1,70}\r\n/.test(text) ? multipartFields(text, type) : null;
  if (multipart && "fault" in multipart) return multipart;
  const fields = multipart?.fields ?? formFields(text, type);
  return fields === null ? json : opened(fields);
}

/** The values of a GET: its query without what is ours. */
export function queryContent(query: URLSearchParams): Parsed {
  const values = [...query].filter(([name]) => !ours.includes(name));
  return values.length > 0
    ? { value: Object.fromEntries(values) }
    : { fault: "The address has no values: a GET carries them as ?name=value." };
}

/** A form that says so may be written carelessly; anything else has to look like one. */
function formFields(text: string, type: string | undefined): Record<string, string> | null {
  const looksIt = /^[^\s=&<>{}"]+=[^\s<>{}"]*$/.test(text.trim());
  const saysSo = /^\s*application\/x-www-form-urlencoded/i.test(type ?? "") && text.includes("=");
  return looksIt || saysSo ? Object.fromEntries(new URLSearchParams(text.trim())) : null;
}

function opened(fields: Record<string, string>): Parsed {
  const name = envelopes.find((one) => Object.hasOwn(fields, one) && /^\s*[{[]/.test(fields[one] ?? ""));
  return name === undefined ? { value: fields } : parseText(fields[name] ?? "");
}

import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { Secret } from "../base/secret.ts";
import { isZone, type Weekday, weekdays } from "../domain/calendar.ts";
import { isDate, isProblem, type Problem, parseElapsed, parseSpan, type Span } from "../domain/duration.ts";

/*
 * The kinds of value that a setting can have. Each reads what YAML or the environment gave, where everything is a text,
 * and says in one sentence what is wrong and what would be right. No sentence quotes a secret.
 */

/** A kind of value, from the function that reads it. */
export function reads<T>(reader: (value: unknown) => T | Problem): z.ZodType<T> {
  return z.any().transform((value: unknown, ctx): T => {
    const read = reader(value);
    if (!isProblem(read)) return read;
    // Nothing was written that could be quoted.
    const missing =
      value === undefined ? read.problem.replace(/^"undefined" is [^;.]*/, "It is missing") : read.problem;
    ctx.addIssue({ code: "custom", message: missing });
    return z.NEVER;
  }) as unknown as z.ZodType<T>;
}

/** What was written, for a sentence: clipped, and on one line. */
export function quoted(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a group of settings";
  const text = String(value).replace(/\s+/g, " ").trim();
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
}

/** ` Did you mean "x"?` when something known is close to what was written, otherwise nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(written.toLowerCase(), known as string[]);
  return distance(written.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(nearest.length / 3))
    ? ` Did you mean "${nearest}"?`
    : "";
}

function scalar(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value).trim()
    : null;
}

/** A text that is not empty. */
export const text = reads((value) => scalar(value) || { problem: `${quoted(value)} is not a text.` });

/** A value that is never printed. */
export const secret = reads((value) => {
  const given = scalar(value);
  if (!given)
    return {
      problem: "It must be a text. It can also come from a file: name that under the same setting plus _file.",
    };
  return /\s/.test(given)
    ? { problem: "It holds a space or a line break; something else was pasted with it." }
    : new Secret(given);
});

/** A port; 0 lets the system choose. */
export const port = reads((value) => {
  const given = scalar(value) ?? "";
  if (/^tcp:\/\//.test(given))
    return {
      problem: `${quoted(given)} is what Kubernetes sets for a Service of this name. Set enableServiceLinks: false on the pod, or give the Service another name.`,
    };
  return /^\d{1,5}$/.test(given) && Number(given) <= 65_535
    ? Number(given)
    : { problem: `${quoted(value)} is not a port; use a number from 0 to 65535 (0 = any free one).` };
});

/** A number within bounds. */
export function number(least: number, most: number, example: string): z.ZodType<number> {
  return reads((value) => {
    const given = scalar(value) ?? "";
    const read = given === "" ? Number.NaN : Number(given);
    return read >= least && read <= most
      ? read
      : { problem: `${quoted(value)} is not a number from ${least} to ${most}; write for example ${example}.` };
  });
}

export const flag = reads((value) => {
  const given = scalar(value)?.toLowerCase() ?? "";
  if (["true", "yes", "on"].includes(given)) return true;
  if (["false", "no", "off"].includes(given)) return false;
  return { problem: `${quoted(value)} is neither true nor false.` };
});

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(words: T): z.ZodType<T[number]> {
  return reads((value): T[number] | Problem => {
    const given = scalar(value)?.toLowerCase() ?? "";
    const found = words.find((word) => word.toLowerCase() === given);
    return found ?? { problem: `${quoted(value)} is not known; use ${words.join(", ")}.${didYouMean(given, words)}` };
  });
}

/** A list; a single value counts as a list of one, and a text is split at its commas, for the environment's sake. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return z.preprocess((value) => {
    if (typeof value === "string")
      return value
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean);
    return Array.isArray(value) || value === undefined ? value : [value];
  }, z.array(item)) as unknown as z.ZodType<T[]>;
}

/** An address on the web. */
export const webAddress = reads((value) => {
  const url = URL.parse(scalar(value) ?? "");
  return url && ["http:", "https:"].includes(url.protocol)
    ? url.href.replace(/\/$/, "")
    : { problem: `${quoted(value)} is not an address; write it like https://status.example.com.` };
});

/** How long something may take, as a policy says it: "4 h", "1 business day", or `{ within: 4 h, in: business }`. */
export const span = reads((value): Span | Problem => {
  if (typeof value !== "object" || value === null) return ended(parseSpan(scalar(value) ?? ""));
  const { within, in: reading, ...others } = value as Record<string, unknown>;
  const known = reading === undefined || reading === "business" || reading === "elapsed";
  if (scalar(within) === null || !known || Object.keys(others).length > 0)
    return {
      problem: `It must be a length of time like "4 h", or { within: 4 h, in: business } to count working time.`,
    };
  return ended(parseSpan(scalar(within) ?? "", reading ?? "elapsed"));
});

/** A length of time on any clock, in ms. */
export const elapsed = reads((value) => ended(parseElapsed(scalar(value) ?? "")));

/** A length of time in ms, or `at once`, which is none. */
export const orAtOnce = reads((value) => {
  const given = scalar(value) ?? "";
  return /^(?:at once|0)$/i.test(given.trim()) ? 0 : ended(parseElapsed(given));
});

function ended<T>(read: T | Problem): T | Problem {
  return isProblem(read) && !/[.?!]$/.test(read.problem) ? { problem: `${read.problem}.` } : read;
}

/** A share of a whole, written 0.8 or 80 %. */
export const share = reads((value) => {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(scalar(value) ?? "");
  const read = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  return read > 0 && read <= 1 ? read : { problem: `${quoted(value)} is not a share; write it like 0.8 or 80 %.` };
});

export const zone = reads((value) => {
  const given = scalar(value) ?? "";
  if (isZone(given)) return given;
  return {
    problem: `${quoted(value)} is not a time zone; name one like Europe/Berlin or UTC.${didYouMean(given, Intl.supportedValuesOf("timeZone"))}`,
  };
});

export const timeOfDay = reads((value) => {
  const given = scalar(value) ?? "";
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(given)
    ? given
    : { problem: `${quoted(value)} is not a time of day; write it like 09:00, up to 24:00.` };
});

export const date = reads((value) => {
  const given = scalar(value) ?? "";
  return isDate(given) ? given : { problem: `${quoted(value)} is not a date; write it like 2026-12-25.` };
});

/** A day of the week; the whole word does as well. */
export const weekday = reads((value): Weekday | Problem => {
  const given = (scalar(value) ?? "").toLowerCase();
  const found = weekdays.find(
    (day) => given === day || (given.length > 3 && given.endsWith("day") && given.startsWith(day)),
  );
  return found ?? { problem: `${quoted(value)} is not a weekday; use ${weekdays.join(", ")}.` };
});

/** A Slack command: a slash and one word, as Slack's app manifest allows it. */
export const slashCommand = reads((value) => {
  const given = (scalar(value) ?? "").toLowerCase();
  const named = given.startsWith("/") ? given : `/${given}`;
  return /^\/[a-z0-9_-]{1,31}$/.test(named)
    ? named
    : { problem: `${quoted(value)} cannot be a Slack command; write it like /incident, at most 32 characters.` };
});

/** A channel's name (its # is optional) or its id. */
export const channel = reads((value) => {
  const given = (scalar(value) ?? "").replace(/^#/, "");
  return /^[\p{Ll}\p{Lo}\p{M}\p{N}_-]{1,80}$/u.test(given) || /^[CG][A-Z0-9]{8,}$/.test(given)
    ? given
    : {
        problem: `${quoted(value)} cannot be a channel; use lower-case letters, digits, - and _, at most 80, or a channel id.`,
      };
});

/** A person: a name or a Slack user id; their @ is optional. */
export const person = reads((value) => {
  const given = (scalar(value) ?? "").replace(/^@/, "");
  return given && !/\s/.test(given)
    ? given
    : { problem: `${quoted(value)} is not a person; use a Slack user id like U012AB3CD, or a user name.` };
});

const channelFields = ["date", "slug", "number", "severity"];

/** The name of an incident's channel, with `{date}`, `{slug}`, `{number}` and `{severity}`. */
export const channelName = reads((value) => {
  const given = scalar(value) ?? "";
  const unknown = [...given.matchAll(/\{([^}]*)\}/g)]
    .map(([, name = ""]) => name)
    .find((name) => !channelFields.includes(name));
  if (unknown !== undefined)
    return {
      problem: `There is no {${unknown}} in a channel's name; use ${channelFields.map((name) => `{${name}}`).join(", ")}.${didYouMean(unknown, channelFields)}`,
    };
  if (!/\{(slug|number)\}/.test(given))
    return { problem: `${quoted(value)} gives all channels one name; put {slug} or {number} into it.` };
  const fixed = given.replace(/\{[^}]*\}/g, "");
  return /^[a-z0-9_-]*$/.test(fixed) && fixed.length <= 40
    ? given
    : {
        problem: `${quoted(value)} cannot be a channel's name; beside the fields use lower-case letters, digits, - and _, at most 40.`,
      };
});

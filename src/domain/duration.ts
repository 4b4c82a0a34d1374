import { isValid } from "date-fns/isValid";
import { parseISO } from "date-fns/parseISO";
import type { Instant } from "../base/clock.ts";

/**
 * How long something may take, as a policy says it. `elapsed` is time on any clock, `business-time` only counts working
 * hours, `business-days` keeps the local time of day (decisions.md 10), `none` carries no deadline.
 */
export type Span =
  | { kind: "elapsed"; ms: number }
  | { kind: "business-time"; ms: number }
  | { kind: "business-days"; days: number }
  | { kind: "none"; said: string };

/** Why a text is not what it should be: one sentence for the person who wrote it. */
export interface Problem {
  problem: string;
}

/** True when reading a text failed. */
export function isProblem(read: unknown): read is Problem {
  return typeof read === "object" && read !== null && "problem" in read;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** What nobody means as a deadline, and what keeps every sum of a span and an instant a real date. */
const longest = 366 * day;

const units: Record<string, number> = {};
for (const [ms, ...names] of [
  [second, "s", "sec", "secs", "second", "seconds"],
  [minute, "m", "min", "mins", "minute", "minutes"],
  [hour, "h", "hr", "hrs", "hour", "hours"],
  [day, "d", "day", "days"],
  [week, "w", "wk", "wks", "week", "weeks"],
] as const) {
  for (const name of names) units[name] = ms;
}

const spanExamples = `"15 min", "4 h", "1 business day" or "best effort"`;
const elapsedExamples = `"15 min", "4 h", "1 h 30 min" or "3 days"`;
const saysNone = new Set(["never", "none", "best effort", "next sprint"]);

/**
 * Reads a span: "15 min", "1h30m", "3 days", "1 business day", "2 business hours", "best effort", "next sprint", "never".
 * The whole text must be understood. With `reading` "business", plain minutes and hours are working time and plain days
 * working days (the `in: business` of a policy line).
 */
export function parseSpan(text: string, reading: "elapsed" | "business" = "elapsed"): Span | Problem {
  const said = tidy(text);
  const named = said.replace(/-/g, " ");
  if (saysNone.has(named)) return { kind: "none", said: named };

  const businessWords = /^(.*?\d)\s*(?:business|working)\s+(\S.*)$/.exec(said);
  const plain = businessWords ? `${businessWords[1]} ${businessWords[2]}` : said;
  const parts = readParts(plain, text, spanExamples);
  if (isProblem(parts)) return parts;
  if (!businessWords && reading === "elapsed") return { kind: "elapsed", ms: parts.ms };

  if (parts.smallest < day && parts.largest < day) return { kind: "business-time", ms: parts.ms };
  if (parts.smallest === day && parts.largest === day && parts.ms % day === 0) {
    return { kind: "business-days", days: parts.ms / day };
  }
  return problem(
    `${quoted(text)} cannot be counted in business time: use whole business days or business hours, not both and no weeks`,
  );
}

/** Reads a length of time on any clock ("15m", "1 h 30 min"), in ms. Business time and "never" are refused. */
export function parseElapsed(text: string): number | Problem {
  const parts = readParts(tidy(text), text, elapsedExamples);
  return isProblem(parts) ? parts : parts.ms;
}

/** A span as people write it; {@link parseSpan} reads it back to the same span. */
export function spanInWords(span: Span): string {
  switch (span.kind) {
    case "none":
      return span.said;
    case "elapsed":
      return elapsedInWords(span.ms);
    case "business-days":
      return `${span.days} business ${span.days === 1 ? "day" : "days"}`;
    case "business-time": {
      if (span.ms % hour === 0) return `${span.ms / hour} business ${span.ms === hour ? "hour" : "hours"}`;
      if (span.ms % minute === 0) return `${span.ms / minute} business min`;
      return `${span.ms / second} business s`;
    }
  }
}

/** A length of time, exact to the second: "90 s" is "1 min 30 s", a whole number of weeks is said in weeks. */
export function elapsedInWords(ms: number): string {
  if (ms >= week && ms % week === 0) return counted(ms / week, "week");
  const words = [];
  let rest = ms;
  for (const [unitMs, name] of [
    [day, "day"],
    [hour, "h"],
    [minute, "min"],
    [second, "s"],
  ] as const) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) words.push(name === "day" ? counted(count, name) : `${count} ${name}`);
  }
  return words.join(" ") || "0 s";
}

/** A length of time as people say it ("late by 12 min", "2 days 3 h"): the two largest units, nothing below a minute. */
export function roughly(ms: number): string {
  if (ms < minute) return "less than a minute";
  const step = ms >= day ? hour : minute;
  return elapsedInWords(Math.floor(ms / step) * step);
}

/**
 * Reads a moment as people say it. Understood: "now", "10m ago", "in 30 min", "2026-11-21T09:30Z" (seconds and an offset
 * may follow; without one it is UTC), "09:30" and "yesterday|today|tomorrow 09:30", all UTC. A bare time of day is the
 * latest one that is not in the future; when `lean` is "future" it is the next one, and "30 min" alone is from now.
 * Whether a moment on the wrong side of now makes sense is for the caller to say; "in" while leaning to the past, and
 * "ago" while leaning to the future, are refused here.
 */
export function parseInstant(text: string, now: Instant, lean: "past" | "future" = "past"): Instant | Problem {
  const said = tidy(text);
  if (said === "now" || said === "just now") return now;

  const ago = /^(.+?)\s*\bago$/.exec(said)?.[1];
  const ahead = /^in\s+(.+)$/.exec(said)?.[1];
  const distance = ago ?? ahead ?? said;
  if (ago !== undefined && lean === "future") return problem(`${quoted(text)} is in the past; ${momentExamples[lean]}`);
  if (ahead !== undefined && lean === "past")
    return problem(`${quoted(text)} is in the future; ${momentExamples[lean]}`);
  if (ago !== undefined || ahead !== undefined || /^\d+(\.\d+)?\s*[a-z]/.test(said)) {
    const ms = readParts(distance, text, elapsedExamples);
    if (isProblem(ms)) return ms;
    if (distance === said && lean === "past")
      return problem(`${quoted(text)} is a length of time; write ${quoted(`${text.trim()} ago`)}`);
    return lean === "past" ? now - ms.ms : now + ms.ms;
  }

  return (
    readDateTime(said, text, lean) ??
    readTimeOfDay(said, text, now, lean) ??
    problem(`${quoted(text)} is not a time; ${momentExamples[lean]}`)
  );
}

const momentExamples = {
  past: `write "10m ago", "09:30" (UTC) or "2026-11-21T09:30Z"`,
  future: `write "in 30 min", "09:30" (UTC) or "2026-11-21T09:30Z"`,
};

function readDateTime(said: string, text: string, lean: "past" | "future"): Instant | Problem | null {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[t ]\s*(\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*(z|utc|[+-]\d{2}:?\d{2})?)?$/.exec(said);
  if (!match) return null;
  const [, date, time, seconds = ":00", zone = "z"] = match;
  if (!isDate(date ?? "")) return problem(`${date} is not a date in the calendar`);
  if (time === undefined) return problem(`${quoted(text)} names a day but no time; ${momentExamples[lean]}`);
  const offset = zone === "z" || zone === "utc" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${date}T${time}${seconds.slice(0, 7)}${offset}`);
  return Number.isNaN(at) || time.startsWith("24")
    ? problem(`${quoted(text)} is not a time; ${momentExamples[lean]}`)
    : at;
}

function readTimeOfDay(said: string, text: string, now: Instant, lean: "past" | "future"): Instant | Problem | null {
  const match = /^(?:(yesterday|today|tomorrow)\s+(?:at\s+)?)?(\d{1,2}):(\d{2})\s*(?:z|utc)?$/.exec(said);
  if (!match) return null;
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59) return problem(`${quoted(text)} is not a time of day; hours go to 23, minutes to 59`);

  const today = Math.floor(now / day) * day + hours * hour + minutes * minute;
  if (match[1])
    return today + { yesterday: -day, today: 0, tomorrow: day }[match[1] as "yesterday" | "today" | "tomorrow"];
  if (lean === "past") return today <= now ? today : today - day;
  return today > now ? today : today + day;
}

/** True for a day that exists, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isValid(parseISO(text));
}

/** Numbers with units, each unit once and the largest first, so that nothing is counted twice by a slip of the hand. */
function readParts(
  said: string,
  text: string,
  examples: string,
): { ms: number; smallest: number; largest: number } | Problem {
  const shown = quoted(text);
  if (said === "") return problem(`a length of time is missing; write for example ${examples}`);
  let rest = said;
  let ms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  while (rest !== "") {
    const part = /^(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)(?:\s+|(?=\d)|$)/.exec(rest);
    if (/^[\d.]+$/.test(rest))
      return problem(`${shown} is not a length of time: ${rest} of what? Write for example ${examples}`);
    if (!part)
      return problem(`${shown} is not a length of time: ${quoted(rest)} cannot be read; write for example ${examples}`);
    const [whole, count, name = ""] = part;
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined)
      return problem(
        `${shown} is not a length of time: there is no unit ${quoted(name)}; write for example ${examples}`,
      );
    if (unit >= smallest)
      return problem(
        `${shown} is not a length of time: name each unit once, the largest first; for example "1 h 30 min"`,
      );
    largest ||= unit;
    smallest = unit;
    ms += Number(count) * unit;
    rest = rest.slice(whole.length);
  }
  if (ms === 0) return problem(`${shown} is no time at all; write for example ${examples}`);
  if (ms % second !== 0) return problem(`${shown} is finer than a second; write for example ${examples}`);
  if (ms > longest) return problem(`${shown} is longer than a year; write for example ${examples}`);
  return { ms, smallest, largest };
}

function tidy(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}

/** The person's own words, clipped: they may have pasted a page. */
function quoted(text: string): string {
  const said = [...text.trim()];
  return said.length > 60 ? `"${said.slice(0, 59).join("")}…"` : `"${said.join("")}"`;
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

function problem(sentence: string): Problem {
  return { problem: sentence };
}

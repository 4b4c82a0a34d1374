// @ts-check
import { store } from "./store.js";

/** The zone of the person in view; UTC while there is none. */
export const myZone = () => store.users.get(store.me)?.tz || "UTC";

/** @param {string} ts Slack's `seconds.microseconds` @returns milliseconds since 1970 */
export const msOf = (ts) => Math.floor(Number(ts) * 1000);

/** @param {number | string} at milliseconds since 1970, or an ISO 8601 text */
export const instantOf = (at) => (typeof at === "number" ? at : Number.isNaN(Number(at)) ? Date.parse(at) : Number(at));

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {number} ms
 * @param {Intl.DateTimeFormatOptions} shape
 * @param {string} [zone]
 */
export function format(ms, shape, zone = myZone()) {
  if (!Number.isFinite(ms)) return "";
  const key = JSON.stringify([shape, zone]);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: zone });
    formats.set(key, made);
  }
  return made.format(ms);
}

/** @param {number} ms @param {string} [zone] */
export const clockTime = (ms, zone) => format(ms, { hour: "2-digit", minute: "2-digit" }, zone);

/** @param {number} ms @param {string} [zone] */
export const longDay = (ms, zone) =>
  format(ms, { weekday: "long", day: "numeric", month: "long", year: "numeric" }, zone);

/** A number that is the same for all moments of one local day. @param {number} ms @param {string} [zone] */
export const dayKey = (ms, zone) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }, zone);

/**
 * Fills the tokens of a `<!date^...>` text, `{date_short} at {time}` for instance.
 * @param {number} ms
 * @param {string} pattern
 * @param {number} now product time, for "today" and "yesterday"
 */
export function fillDate(ms, pattern, now) {
  /** @type {Record<string, () => string>} */
  const tokens = {
    date_num: () => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
    date_slash: () => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }),
    date_long: () => longDay(ms),
    date_long_full: () => longDay(ms),
    date: () => format(ms, { day: "numeric", month: "long", year: "numeric" }),
    date_short: () => format(ms, { day: "numeric", month: "short", year: "numeric" }),
    time: () => clockTime(ms),
    time_secs: () => format(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(ms, now),
    day_divider_pretty: () => near(ms, now) ?? longDay(ms),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, /** @type {string} */ name) => {
    if (name.endsWith("_pretty")) return near(ms, now) ?? tokens[name.slice(0, -7)]?.() ?? tokens[name]?.() ?? whole;
    return tokens[name]?.() ?? whole;
  });
}

/** @param {number} ms @param {number} now */
export function near(ms, now) {
  const day = 86_400_000;
  if (dayKey(ms) === dayKey(now)) return "today";
  if (dayKey(ms) === dayKey(now - day)) return "yesterday";
  if (dayKey(ms) === dayKey(now + day)) return "tomorrow";
  return undefined;
}

/** @param {number} ms @param {number} now */
function ago(ms, now) {
  const minutes = Math.round((now - ms) / 60_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(-minutes, "minute");
  if (Math.abs(minutes) < 60 * 36) return words.format(-Math.round(minutes / 60), "hour");
  return words.format(-Math.round(minutes / 1440), "day");
}

/**
 * Unix milliseconds of a wall-clock text (`2026-11-21T03:00`) in a zone. A time that the zone skips lands after the gap.
 * @param {string} local
 * @param {string} [zone]
 */
export function fromLocal(local, zone = myZone()) {
  const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) guess -= Date.parse(`${toLocal(guess, zone)}:00Z`) - asUtc;
  return guess;
}

/** The wall-clock text of a moment, as a `datetime-local` input wants it. @param {number} ms @param {string} [zone] */
export function toLocal(ms, zone = myZone()) {
  const shape = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
  const [day, month, year] = format(ms, shape, zone).split("/");
  return `${year}-${month}-${day}T${clockTime(ms, zone)}`;
}

import { type Hit, hitsOf, type Rule } from "./rule.ts";
import { wholeAddress } from "./whole-address.ts";

const dot = String.raw`(?:\.|\[\.\]|\(\.\)|\[dot\])`;
const octet = "(?:\\d{1,3}|x{1,3})";
/** Four octets, also defanged (`10[.]0[.]0[.]1`) or with the last ones left open (`10.0.x.x`). */
const four = new RegExp(`(?<![\\d.])\\d{1,3}(?:${dot}${octet}){3}(?!\\d)`, "gi");
const six = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4})(?![\w:])/gi;

const hit = {
  replacement: "an internal address",
  why: "This address is not reachable for customers, and tells others how the inside is built.",
};

/** IP addresses that only mean something inside: private, loopback, link-local and carrier ranges of both families. */
export const address: Rule = {
  name: "address",
  secret: false,
  prepare:
    ({ everyAddress = false }) =>
    (text) =>
      [
        ...hitsOf(text, four, hit, (match) => isInside4(match[0], everyAddress) && !isVersion(text, match.index)),
        ...hitsOf(text, six, hit, (match) => isInside6(match[0], everyAddress)),
      ].map((one: Hit) => wholeAddress(text, one)),
};

/** "version 10.0.0.1" is none. */
function isVersion(text: string, at: number): boolean {
  return /\b(?:v|ver\.?|version|release|build)\s?$/i.test(text.slice(Math.max(0, at - 12), at));
}

function isInside4(found: string, every: boolean): boolean {
  const octets = found.replace(/[[\]()]|dot/gi, (part) => (/dot/i.test(part) ? "." : "")).split(".");
  const figures = octets.map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  if (figures.length !== 4 || figures.some((figure) => figure > 255)) return false;
  const [a = 0, b = 0, c = 0] = figures;
  return (
    every ||
    a === 10 ||
    a === 127 ||
    a === 0 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 192 && b === 0 && c === 0) ||
    (a === 198 && (b === 18 || b === 19))
  );
}

/** `::1`, `fc00::/7`, `fe80::/10`, and the private ones of the other family in disguise. Times like 09:30:15 are no addresses. */
function isInside6(found: string, every: boolean): boolean {
  const groups = found.split(":");
  const shortened = found.includes("::");
  if (found.split("::").length > 2 || found === "::" || (!shortened && groups.length !== (found.includes(".") ? 7 : 8)))
    return false;
  if (found === "::1") return true;
  const mapped = /^(?:0{0,4}:)*(?::|ffff:)*((?:\d{1,3}\.){3}\d{1,3})$/i.exec(found)?.[1];
  if (mapped) return isInside4(mapped, every);
  const first = Number.parseInt(groups[0] || "0", 16);
  if (every) return /\d/.test(found);
  return (first >= 0xfc00 && first <= 0xfdff) || (first >= 0xfe80 && first <= 0xfebf);
}

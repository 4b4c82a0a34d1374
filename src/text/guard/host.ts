import { hitsOf, type Rule } from "./rule.ts";
import { wholeAddress } from "./whole-address.ts";

/** Endings that no public name has. */
const inside = [
  ".internal",
  ".local",
  ".svc",
  ".corp",
  ".lan",
  ".intranet",
  ".intra",
  ".private",
  ".localdomain",
  ".home.arpa",
  ".consul",
];

const hostName = /(?<![\w-]|\w\.)(?:[a-z0-9_](?:[\w-]*[a-z0-9])?(?:\.|\[\.\]))+[a-z][a-z0-9-]*[a-z0-9](?![\w-])/gi;
const alone = /(?<![\w.-])(?:localhost|ip-(?:\d{1,3}-){3}\d{1,3})(?![\w-]|\.\w)/gi;

const hit = {
  replacement: "an internal service",
  why: "This host name only means something inside. Say which public component it is.",
};

/** Host names that only resolve inside, with port and path. */
export const host: Rule = {
  name: "host",
  secret: false,
  prepare: ({ internalHosts = [] }) => {
    const endings = [...inside, ...internalHosts.map((name) => name.toLowerCase())];
    const isInside = (name: string) =>
      endings.some(
        (ending) => name === ending.replace(/^\./, "") || name.endsWith(ending.startsWith(".") ? ending : `.${ending}`),
      );
    const named = internalHosts.filter((name) => !name.startsWith(".") && !name.includes(".")).map(wordOf);
    return (text) =>
      [
        ...hitsOf(text, hostName, hit, ([name]) => isInside(name.toLowerCase().replaceAll("[.]", "."))),
        ...hitsOf(text, alone, hit),
        ...named.flatMap((pattern) => hitsOf(text, pattern, hit)),
      ].map((one) => wholeAddress(text, one));
  },
};

function wordOf(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${name.replace(/[^\w-]/g, "\\$&")}(?![\\w-])`, "gi");
}

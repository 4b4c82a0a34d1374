import { type Hit, hitsOf, type Rule } from "./rule.ts";

const names = String.raw`[\w-]{0,40}(?:api[_ -]?key|secret(?:[_ -]?key)?|token|private[_ -]?key|access[_ -]?key|account[_ -]?key|credential|authorization)s?`;
const passwords = String.raw`(?:[\w-]{0,40}[_-])?(?:pass(?:word|wd|phrase)?|pwd)`;
const value = String.raw`["']?(?:(?:bearer|basic|token)\s+)?([^\s"',;<>()]{6,})`;

/** Most texts hold none of these, and need not be searched for what would follow them. */
const speaksOfSecrets = /key|secret|token|credential|authorization|pass|pwd/i;

/** What is given to a secret by sign, and what is said of it in a sentence: there a word may well be a word. */
const assigned = new RegExp(
  String.raw`(?<![A-Za-z0-9])(?:${names}|${passwords})["']?\s*(?:=>|:=|[:=])\s*${value}`,
  "gi",
);
const said = new RegExp(String.raw`(?<![A-Za-z0-9])${names}\s+(?:is|was|were|are)\s+${value}`, "gi");
const saidPassword = new RegExp(String.raw`(?<![A-Za-z0-9])${passwords}\s+(?:is|was)\s+${value}`, "gi");

const bearer = /(?<![A-Za-z0-9])(?:bearer|basic)\s+([A-Za-z0-9._~+/=-]{12,})/gi;

/** A user and a password in an address. */
const inAddress = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@<>"']{0,100}:[^\s/@<>"']{1,200}@[^\s<>"']+/gi;

/** What stands alone and looks like nothing a person would write; a commit's hash is no secret. */
const alone = /(?<![\w./:=&?#%@-])[A-Za-z0-9+/]{32,}={0,2}(?![\w/-]|\.\w)/g;

const hit = {
  replacement: "[a credential]",
  why: "This looks like a password or token. Whoever reads it may use it; if it was shown anywhere, change it.",
};

/** Secrets of no known form: what is assigned to a password or token, and long random words. */
export const assignedSecret: Rule = {
  name: "assigned-secret",
  secret: true,
  prepare: () => (text) => [
    ...(speaksOfSecrets.test(text)
      ? [
          ...valuesOf(text, assigned, looksSecret),
          ...valuesOf(text, saidPassword, looksSecret),
          ...valuesOf(text, said, (word) => looksSecret(word) && isMixed(word)),
        ]
      : []),
    ...valuesOf(text, bearer, looksSecret),
    ...hitsOf(text, inAddress, hit),
    ...hitsOf(text, alone, hit, ([word]) => /[g-z]/i.test(word) && changes(word) >= word.length / 5),
  ],
};

/** The hit is the value alone: the name before it tells nothing. */
function valuesOf(text: string, pattern: RegExp, keep: (value: string) => boolean): Hit[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = (match[1] ?? "").replace(/[.!?:]+$/, "");
    if (!keep(value)) return [];
    const start = match.index + match[0].lastIndexOf(value);
    return [{ start, end: start + value.length, ...hit }];
  });
}

/** Words of a sentence are no secrets ("token: expired"), nor are times and bare numbers. */
function looksSecret(word: string): boolean {
  if (/^\d{4}-\d\d-\d\d|^[\d.:%-]+$|^https?:/i.test(word)) return false;
  if (/[A-Za-z]/.test(word) && /\d/.test(word)) return true;
  return /[A-Za-z]/.test(word) && (/[!@#$%^&+=]/.test(word) || (word.length >= 16 && changes(word) >= 4));
}

/** Unlike "SHA256-hashed". */
function isMixed(word: string): boolean {
  return changes(word) >= 4 || /[!@#$%^&+=]/.test(word);
}

/** How often a word goes from capitals to small letters to figures: rarely in words, all the time in random ones. */
function changes(word: string): number {
  const kinds = [...word].map((sign) =>
    /[a-z]/.test(sign) ? "a" : /[A-Z]/.test(sign) ? "A" : /\d/.test(sign) ? "0" : "-",
  );
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
}

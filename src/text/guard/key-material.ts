import { type GuardRules, hitsOf, type Rule } from "./rule.ts";

/** Keys that can be told by their form, whatever stands around them. */
const known: [RegExp, string][] = [
  [
    /-----BEGIN[A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END[A-Z ]*PRIVATE KEY(?: BLOCK)?-----|(?=\n\s*\n)|$)/gi,
    "a private key",
  ],
  [/(?<![A-Za-z0-9])sk-(?=[\w-]*\d)[\w-]{8,}/gi, "a provider's API key"],
  [/(?<![A-Za-z0-9])[rsp]k_(?:live|test)_\w{8,}/gi, "a payment provider's key"],
  [
    /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA|AIPA)(?=[A-Z]*\d)[A-Z0-9]{12,}(?![A-Za-z0-9])/gi,
    "an AWS key id",
  ],
  [
    /(?<![A-Za-z0-9])(?:gh[pousr]_\w{8,}|github_pat_\w{8,}|gl(?:pat|dt|rt|ptt|soat)-[\w-]{8,})/gi,
    "a source host's token",
  ],
  [/(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?-[\w-]{6,}|xapp-\d[\w-]{6,})/gi, "a Slack token"],
  [/hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]+/gi, "a Slack webhook address"],
  [/discord(?:app)?\.com\/api\/webhooks\/[\w/-]+|webhook\.office\.com\/[\w/@-]+/gi, "a chat's webhook address"],
  [/(?<![A-Za-z0-9])eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/gi, "a signed token (JWT)"],
  [/(?<![A-Za-z0-9])AIza[\w-]{20,}|(?<![A-Za-z0-9])(?:ya29\.|GOCSPX-)[\w-]{10,}/gi, "a Google key"],
  [
    /(?<![A-Za-z0-9])(?:hf|gsk|npm|pypi|ntn|dop_v1|lin_api|dckr_pat|figd|shp(?:at|ca|pa|ss)|whsec|pat|key|gl(?:c|sa)|vc[pairk]|cf(?:k|ut|at)|ops)[_-](?=\w*\d)(?=\w*[a-z])[\w+/=-]{20,}/gi,
    "a service's token",
  ],
  [/(?<![A-Za-z0-9])hf_[a-z]{30,}/gi, "a service's token"],
  [
    /(?<![A-Za-z0-9])(?:hv[sbr]\.[\w-]{20,}|dapi[0-9a-f]{20,}(?:-\d)?|tskey-[a-z]{2,20}-[\w-]{16,})/gi,
    "a service's token",
  ],
  [/(?<![A-Za-z0-9])SG\.(?=[\w-]*[\d-])[\w-]{10,}\.[\w-]{10,}/gi, "a mail service's key"],
  [/(?<![A-Za-z0-9])(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])/gi, "a telephone service's key"],
  [/(?<!\d)\d{8,10}:AA[\w-]{30,}/gi, "a chat bot's token"],
  [/AGE-SECRET-KEY-1[A-Z0-9]{20,}/gi, "a private key"],
];

const why = (what: string) =>
  `This looks like ${what}. Whoever reads it may use it; if it was shown anywhere, revoke it.`;

/** Key ids and key material: the product's own keys, and the formats of common services. */
export const keyMaterial: Rule = {
  name: "key-material",
  secret: true,
  prepare: (rules) => {
    const ownKeys = ownKeysOf(rules);
    return (text) => [
      ...(ownKeys ? hitsOf(text, ownKeys, ownKey) : []),
      ...known.flatMap(([pattern, what]) => hitsOf(text, pattern, { replacement: "[a credential]", why: why(what) })),
    ];
  },
};

const ownKey = {
  replacement: "[an API key]",
  why: "This is a key id. Key ids are never published, whole or in part.",
};

/** `gk_...` and `gw_...`, in any case, also when shortened with dots; the bare beginning names no key. */
function ownKeysOf({ keyPrefixes = ["gk", "gw"] }: GuardRules): RegExp | null {
  const beginnings = keyPrefixes.map((prefix) => prefix.replace(/[^A-Za-z0-9]/g, "")).filter(Boolean);
  if (beginnings.length === 0) return null;
  return new RegExp(`(?<![A-Za-z0-9])(?:${beginnings.join("|")})_[\\w.-]*[A-Za-z0-9]`, "gi");
}

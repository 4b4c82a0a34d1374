import { remarks, type WritingRule } from "./rule.ts";

const vendor =
  "(?:AWS|Amazon(?: Web Services)?|Azure|Microsoft|Google(?: Cloud)?|GCP|Cloudflare|Fastly|Akamai|OpenAI|Anthropic|Stripe|Twilio|GitHub|GitLab|Datadog|Auth0|Okta|Hetzner|OVH|DigitalOcean|our (?:cloud |hosting |network |upstream )?(?:provider|vendor|supplier|host|partner)s?|(?:a|the) (?:third[- ]party|vendor|supplier))";
const trouble = "(?:outage|incident|issue|problem|failure|fault|error|bug|mistake|disruption|degradation)s?";

const others = [
  new RegExp(`\\b${trouble} (?:at|with|by|from|on the side of|in) ${vendor}\\b`, "gi"),
  new RegExp(
    `\\b${vendor}(?:'s)? (?:${trouble}|(?:is|are|was|were|has|have|went)(?: \\w+)? (?:down|failing|failed|broken|unavailable))\\b`,
    "gi",
  ),
  new RegExp(`\\b(?:because of|caused by|due to|thanks to|the fault of|blame) ${vendor}\\b`, "gi"),
  /\bthird[- ]party (?:outage|issue|failure|problem|error)s?\b|\b(?:not|beyond) our (?:fault|control)\b/gi,
];

const people = [
  /\b(?:human|operator|user|manual|configuration) (?:error|mistake)s?\b/gi,
  /\b(?:an?|one|our|the|some) (?:engineer|developer|operator|employee|colleague|contractor|administrator|admin|customer|user)s? (?:who )?(?:made|forgot|broke|caused|deleted|mis\w+|pushed|failed|accidentally|mistakenly)\b/gi,
  /\b(?:somebody|someone) (?:made|forgot|broke|caused|deleted|mis\w+|pushed|failed|accidentally)\b/gi,
];

/** Others' faults, and people's. */
export const blame: WritingRule = {
  name: "blame",
  find: (prose) => [
    ...others.flatMap((pattern) =>
      remarks(prose, pattern, {
        why: "Customers have chosen us, and what we depend on is our choice. It reads as an excuse, and may be wrong.",
        suggestion: "Say what we do about it. What another company's trouble is, is theirs to tell.",
      }),
    ),
    ...people.flatMap((pattern) =>
      remarks(prose, pattern, {
        why: "It points at a person. What one person can break by a slip, the system let them break.",
        suggestion: "Say what happened, and leave out who did it.",
      }),
    ),
  ],
};

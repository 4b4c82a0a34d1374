import { type RefusalCode, type RefusalFacts, refusalCodes, refuse, wordsOf } from "../../src/domain/refusal.ts";
import { statusOf } from "../../src/in/rest/problem.ts";
import { guard } from "../../src/text/guard.ts";
import { made, table } from "./pages.ts";

/** `refusals.md`: every no with an example of its words. */
export function refusalsPage(): string {
  return `${made}
# Refusals

A refusal is a no with its reason: nothing was changed. In Slack only the person who asked reads it. Over REST it is a problem
(RFC 9457) with the \`code\` and the status below.

${table(
  ["code", "status", "for example"],
  refusalCodes.map((code) => [`\`${code}\``, String(statusOf(code)), wordsOf(refuse(code, examples[code]))]),
)}
`;
}

const words = guard("The key gk_live_9f8e7d6c5b4a3210 was used from 10.1.2.3.", {});

/** Facts to show the words with, one of each code. */
const examples: { [Code in RefusalCode]: RefusalFacts[Code] } = {
  "not-found": { what: "incident #99" },
  "not-allowed": { permission: "publish", held: "the lead and the comms have" },
  "already-over": { number: 12, how: "resolved" },
  "not-resolved": { number: 12 },
  "already-acknowledged": { by: "bob", at: "2026-11-21T09:14Z" },
  "severity-unchanged": { severity: "SEV2" },
  "published-is-not-sev4": { number: 12 },
  "sev4-is-not-published": { number: 12 },
  "private-is-not-published": { number: 12 },
  "drill-is-not-published": { number: 12 },
  "title-missing": {},
  "title-too-long": { length: 512, most: 200 },
  "missing-fields": { fields: ["cause", "action"], stage: "IDENTIFIED" },
  "unknown-component": { component: "Gatewya", known: ["Gateway (HTTP liveness)", "Keystore (active keys)"] },
  "guarded-words": { findings: words.ok ? [] : words.findings, held: "only the incident commander has" },
  "no-draft": { number: 12 },
  "draft-waits": { number: 12, by: "dave" },
  "draft-has-changed": { number: 12 },
  "no-such-update": { number: 12 },
  "correction-changes-nothing": {},
  "correction-moves-a-promise": { lines: ["Next update by 2026-11-21T09:30Z"] },
  "alerts-still-firing": { firing: 2 },
  "in-the-future": { field: "detected_at" },
  "in-the-past": { field: "next_update" },
  "resolved-before-detected": {},
  "overall-not-worse": { status: "degraded", implied: "major-outage" },
  "nothing-to-snooze": { kind: null },
  "already-mitigated": { at: "2026-11-21T09:42Z" },
  "role-unchanged": { role: "lead", person: "alice" },
  "no-such-entry": { entry: 99 },
  "nothing-said-yet": {},
  "no-such-provider": { provider: "statuspag", known: ["statuspage", "instatus"] },
  "proposal-is-gone": { how: "declared" },
  "several-alerts": { given: "a4f9", found: ["a4f9k2xbcd", "a4f9x7pqrs"] },
  "alert-is-there": { number: 12 },
  "alert-is-free": {},
  "same-alert-group": {},
  "nobody-to-page": { who: "secondary" },
  "no-such-override": { number: 3 },
  "ends-before-it-begins": { field: "until" },
  "already-on-call": { person: "carol", role: "primary" },
  "same-person-twice": { person: "alice" },
  "no-shift": { person: "alice", role: "primary", when: "on 2026-12-01" },
  "hand-over-is-past": {},
  "hand-over-taken": { by: "bob", at: "2026-11-21T09:14Z" },
  "not-yours-to-take": { people: ["bob", "carol"] },
  "short-notice": { notice: "2 days", ahead: "1 day 23 h", earliest: "2026-11-23T09:30Z" },
  "maintenance-is-over": { name: "M3", how: "completed 2026-11-24T03:00Z" },
  "maintenance-runs": { name: "M3" },
  "maintenance-not-started": { name: "M3", at: "2026-11-24T02:00Z" },
  "maintenance-unmoved": { name: "M3", window: "2026-11-24T02:00Z to 2026-11-24T03:00Z" },
  "not-an-extension": { name: "M3", until: "2026-11-24T03:00Z" },
  "component-unchanged": { component: "Gateway (HTTP liveness)", status: "degraded" },
  redelivery: {},
};

import type { Finding } from "../text/guard.ts";
import type { PageTarget } from "./page-target.ts";
import type { Permission } from "./permissions.ts";
import type { DeadlineKind, OverallStatus, Severity } from "./policy.ts";

/** A verb and its words that would help: offered as a button in Slack, as a line elsewhere. */
export interface Offer {
  label: string;
  verb: string;
  words: string;
}

/** The facts that each refusal carries. The words for them are in `refusals` below. */
export interface RefusalFacts {
  "not-found": { what: string };
  "not-allowed": { permission: Permission; held: string };
  "already-over": { number: number; how: string };
  "not-resolved": { number: number };
  "already-acknowledged": { by: string; at: string };
  "severity-unchanged": { severity: Severity };
  "published-is-not-sev4": { number: number };
  "published-is-not-cancelled": { number: number };
  "sev4-is-not-published": { number: number };
  "private-is-not-published": { number: number };
  "drill-is-not-published": { number: number };
  "title-missing": object;
  "title-too-long": { length: number; most: number };
  "missing-fields": { fields: string[]; stage: string };
  "unknown-component": { component: string; known: string[] };
  "guarded-words": { findings: Finding[] };
  "alerts-still-firing": { firing: number };
  "in-the-future": { field: string };
  "in-the-past": { field: string };
  "resolved-before-detected": object;
  "overall-not-worse": { status: OverallStatus; implied: OverallStatus };
  "nothing-to-snooze": { kind: DeadlineKind | null };
  "already-mitigated": { at: string };
  "role-unchanged": { role: string; person: string };
  "no-such-entry": { entry: number };
  "nothing-said-yet": object;
  "no-such-provider": { provider: string; known: string[] };
  "proposal-is-gone": { how: string };
  "several-alerts": { given: string; found: string[] };
  "alert-is-there": { number: number };
  "alert-is-free": object;
  "same-alert-group": object;
  "nobody-to-page": { who: PageTarget };
  "no-such-override": { number: number };
  "ends-before-it-begins": { field: string };
  "already-on-call": { person: string; role: string };
  "same-person-twice": { person: string };
  "no-shift": { person: string; role: string; when: string };
  "hand-over-is-past": object;
  "hand-over-taken": { by: string; at: string };
  "not-yours-to-take": { people: string[] };
  redelivery: object;
}

export type RefusalCode = keyof RefusalFacts;

/** A no with its reason. Nothing was changed. People meet it as help; it is never an error of ours. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  refused: Code;
  facts: RefusalFacts[Code];
  offers: Offer[];
}

/** Says no. The words come from {@link wordsOf}. */
export function refuse<Code extends RefusalCode>(
  code: Code,
  facts: RefusalFacts[Code],
  offers: Offer[] = [],
): Refusal<Code> {
  return { refused: code, facts, offers };
}

/** What was found, where, why it may not leave, and what to say instead. */
function worded({ why, found, replacement, at }: Finding): string {
  return `• line ${at.line}: \`${found}\`. ${why} Say \`${replacement}\` instead.`;
}

type Words = { [Code in RefusalCode]: (facts: RefusalFacts[Code]) => string };

const words: Words = {
  "not-found": ({ what }) => `There is no ${what}. \`list\` shows the open incidents.`,
  "not-allowed": ({ permission, held }) => `This takes the right to ${permission}, which ${held} here.`,
  "already-over": ({ number, how }) => `Incident #${number} is ${how}. \`reopen <why>\` brings it back.`,
  "not-resolved": ({ number }) => `Incident #${number} is not resolved, so there is nothing to reopen.`,
  "already-acknowledged": ({ by, at }) => `${by} acknowledged this at ${at}. Nothing more to do for the ack clock.`,
  "severity-unchanged": ({ severity }) => `It is ${severity} already. Nothing was changed.`,
  "published-is-not-sev4": ({ number }) =>
    `Incident #${number} has been published, and a SEV4 is never public. Resolve it publicly instead, or keep it at SEV3.`,
  "published-is-not-cancelled": ({ number }) =>
    `Incident #${number} has been published, so the public has to hear how it ended. Resolve it with a root cause that says it was a false alarm.`,
  "sev4-is-not-published": ({ number }) =>
    `A SEV4 is not published: user-visible impact means it is a SEV3. Reclassify #${number} to SEV3 to publish, or post this with audience \`internal\`.`,
  "private-is-not-published": ({ number }) =>
    `Incident #${number} is private and appears nowhere public. Use audience \`internal\`.`,
  "drill-is-not-published": ({ number }) =>
    `#${number} is a drill and never reaches the public. Use audience \`internal\`.`,
  "title-missing": () => "An incident needs a title: a few words on what people see, like `Gateway returns 503`.",
  "title-too-long": ({ length, most }) =>
    `The title has ${length} characters; ${most} are the most. Put the rest into a note.`,
  "missing-fields": ({ fields, stage }) =>
    `The ${stage} update still needs ${fields.map((field) => `\`${field}\``).join(", ")}.`,
  "unknown-component": ({ component, known }) => `There is no component \`${component}\`. Known: ${known.join(", ")}.`,
  "guarded-words": ({ findings }) => ["Not published. These words may not leave:", ...findings.map(worded)].join("\n"),
  "alerts-still-firing": ({ firing }) =>
    `${firing === 1 ? "One alert" : `${firing} alerts`} of this incident ${firing === 1 ? "is" : "are"} still firing. Resolve all the same?`,
  "in-the-future": ({ field }) => `\`${field}\` lies in the future.`,
  "in-the-past": ({ field }) => `\`${field}\` lies in the past; it must be a time to come.`,
  "resolved-before-detected": () => "It cannot be resolved before it was detected.",
  "overall-not-worse": ({ status, implied }) =>
    `\`${status}\` is not worse than \`${implied}\`, which the severity implies. By hand the status can only be set worse.`,
  "no-such-provider": ({ provider, known }) =>
    known.length === 0
      ? `There is no status provider \`${provider}\`: none is configured.`
      : `There is no status provider \`${provider}\`. Known: ${known.join(", ")}.`,
  "nothing-to-snooze": ({ kind }) =>
    kind ? `No \`${kind}\` clock is running.` : "No clock is running, so there is nothing to snooze.",
  "already-mitigated": ({ at }) => `Customer impact was said to have stopped at ${at} already.`,
  "role-unchanged": ({ role, person }) => `${person} holds ${role} already.`,
  "no-such-entry": ({ entry }) => `The timeline has no entry ${entry}. \`timeline\` shows them with their numbers.`,
  "nothing-said-yet": () => "Nothing has been said yet that could be repeated. Post a first `update`.",
  "several-alerts": ({ given, found }) => `\`${given}\` may be any of these; type more of it: ${found.join("; ")}.`,
  "alert-is-there": ({ number }) => `It belongs to incident #${number} already. Nothing was changed.`,
  "alert-is-free": () => "It belongs to no incident, so there is nothing to take it out of.",
  "same-alert-group": () => "Both are of one group already. `alarms` shows the groups.",
  "proposal-is-gone": ({ how }) => `This proposal was ${how} already.`,
  "nobody-to-page": ({ who }) =>
    who === "person"
      ? "Nobody was named to be paged. Mention a person, or say primary, secondary or everyone."
      : `The rota names nobody as ${who}. Mention a person instead, or fill in \`rota\` in sitrep.yml.`,
  "no-such-override": ({ number }) => `There is no override ${number} that still holds. \`oncall\` shows them.`,
  "ends-before-it-begins": ({ field }) => `\`${field}\` lies before the beginning.`,
  "already-on-call": ({ person, role }) => `${person} is ${role} on call for all of that time already.`,
  "same-person-twice": ({ person }) => `${person} cannot swap with themselves. Name two people.`,
  "no-shift": ({ person, role, when }) => `${person} has no shift as ${role} ${when} that could be swapped.`,
  "hand-over-is-past": () => "This hand-over is past: the duty has passed on since.",
  "hand-over-taken": ({ by, at }) => `${by} said so at ${at} already.`,
  "not-yours-to-take": ({ people }) =>
    `Only who comes on call, or the secondary, can say that they have it: ${people.join(", ") || "nobody"}.`,
  redelivery: () => "This was handled already.",
};

/** The sentence a person reads for a refusal. */
export function wordsOf(refusal: Refusal): string {
  return (words[refusal.refused] as (facts: Refusal["facts"]) => string)(refusal.facts);
}

/** Every code, for the reference page and the test that holds both together. */
export const refusalCodes = Object.keys(words) as RefusalCode[];

import type { Finding } from "../text/guard.ts";
import type { PageTarget } from "./page-target.ts";
import type { Permission } from "./permissions.ts";
import type { DeadlineKind, OverallStatus, Severity } from "./policy.ts";
import type { GuardedWords } from "./publishing/guarded.ts";

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
  "sev4-is-not-published": { number: number };
  "private-is-not-published": { number: number };
  "drill-is-not-published": { number: number };
  "title-missing": object;
  "title-too-long": { length: number; most: number };
  "missing-fields": { fields: string[]; stage: string };
  "unknown-component": { component: string; known: string[] };
  "guarded-words": {
    findings: (Finding & Partial<GuardedWords>)[];
    /** Fields with the suggested words in place, where they are known. */
    suggested?: Record<string, string>;
    /** Who may override: "only the incident commander has". */
    held?: string;
  };
  "no-draft": { number: number };
  "draft-waits": { number: number; by: string };
  "draft-has-changed": { number: number };
  "no-such-update": { number: number };
  "correction-changes-nothing": object;
  "correction-moves-a-promise": { lines: string[] };
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
  "short-notice": { notice: string; ahead: string; earliest: string };
  "maintenance-is-over": { name: string; how: string };
  "maintenance-runs": { name: string };
  "maintenance-not-started": { name: string; at: string };
  "maintenance-unmoved": { name: string; window: string };
  "not-an-extension": { name: string; until: string };
  "component-unchanged": { component: string; status: string };
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
export function findingInWords({ why, found, replacement, at, field, inField }: RefusedWords): string {
  const place = field ? `\`${field}\`, ${placeInWords(inField ?? null)}` : `line ${at.line} of the text`;
  return `${place}: \`${found}\`. ${why} Say \`${replacement}\` instead.`;
}

type RefusedWords = RefusalFacts["guarded-words"]["findings"][number];

/** Where in a field's own words. */
export function placeInWords(place: { line: number; column: number } | null): string {
  if (!place) return "somewhere in it";
  return place.line === 1 ? `character ${place.column}` : `line ${place.line}, character ${place.column}`;
}

function guardedInWords({ findings, held }: RefusalFacts["guarded-words"]): string {
  return [
    "Not published. These words may not leave:",
    ...findings.map((one) => `• ${findingInWords(one)}`),
    ...(held ? [`\`--override <reason>\` publishes them all the same; ${held} the right to that.`] : []),
  ].join("\n");
}

function listOf(what: string): string {
  if (what.startsWith("alert")) return "alarms` shows the alerts";
  return /^(such )?maintenance/.test(what)
    ? "maintenance list` shows what is scheduled and under way"
    : "list` shows the open incidents";
}

type Words = { [Code in RefusalCode]: (facts: RefusalFacts[Code]) => string };

const words: Words = {
  "not-found": ({ what }) => `There is no ${what}. \`${listOf(what)}.`,
  "not-allowed": ({ permission, held }) => `This takes the right to ${permission}, which ${held} here.`,
  "already-over": ({ number, how }) => `Incident #${number} is ${how}. \`reopen <why>\` brings it back.`,
  "not-resolved": ({ number }) => `Incident #${number} is not resolved, so there is nothing to reopen.`,
  "already-acknowledged": ({ by, at }) => `${by} acknowledged this at ${at}. Nothing more to do for the ack clock.`,
  "severity-unchanged": ({ severity }) => `It is ${severity} already. Nothing was changed.`,
  "published-is-not-sev4": ({ number }) =>
    `Incident #${number} has been published, and a SEV4 is never public. Resolve it publicly instead, or keep it at SEV3.`,
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
  "guarded-words": guardedInWords,
  "no-draft": ({ number }) => `No draft of #${number} waits for approval.`,
  "draft-waits": ({ number, by }) =>
    `A draft of #${number} by ${by} waits for approval already. Edit that one, or discard it first.`,
  "draft-has-changed": ({ number }) =>
    `The draft of #${number} is not the one you were shown: it was edited, or what it says has changed. Look at it again.`,
  "no-such-update": ({ number }) =>
    `#${number} has no published update of that number that could be corrected. \`status\` shows the last one.`,
  "correction-changes-nothing": () => "That is how it reads already. Nothing was changed.",
  "correction-moves-a-promise": ({ lines }) =>
    `A correction changes words. The stage and what was promised stay as they were published: ${lines.map((one) => `\`${one.replace(/\.$/, "")}\``).join(", ")}. Post an \`update\` to say another stage or time.`,
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
  "ends-before-it-begins": () => "The end has to be later than the start.",
  "already-on-call": ({ person, role }) => `${person} is ${role} on call for all of that time already.`,
  "same-person-twice": ({ person }) => `${person} cannot swap with themselves. Name two people.`,
  "no-shift": ({ person, role, when }) => `${person} has no shift as ${role} ${when} that could be swapped.`,
  "hand-over-is-past": () => "This hand-over is past: the duty has passed on since.",
  "hand-over-taken": ({ by, at }) => `${by} said so at ${at} already.`,
  "not-yours-to-take": ({ people }) =>
    `Only who comes on call, or the secondary, can say that they have it: ${people.join(", ") || "nobody"}.`,
  "short-notice": ({ notice, ahead, earliest }) =>
    `Maintenance is announced at least ${notice} ahead; this would be ${ahead}. The earliest start is ${earliest}. If it cannot wait, say why on short notice (\`--short-notice "<why>"\`): the notice then says that it came on short notice, and never why.`,
  "maintenance-is-over": ({ name, how }) => `${name} is over: ${how}. Schedule a new one.`,
  "maintenance-runs": ({ name }) => `${name} is under way already. It can be extended, completed or cancelled.`,
  "maintenance-not-started": ({ name, at }) =>
    `${name} has not started; it starts by itself at ${at}. Start it now, move it or cancel it.`,
  "maintenance-unmoved": ({ name, window }) => `${name} is announced for ${window} already.`,
  "not-an-extension": ({ name, until }) =>
    `${name} lasts until ${until} as it is. To end it sooner, \`complete\` it when the work is done, or \`move\` it before it starts.`,
  "component-unchanged": ({ component, status }) => `${component} is ${status} by hand already.`,
  redelivery: () => "This was handled already.",
};

/** The sentence a person reads for a refusal. */
export function wordsOf(refusal: Refusal): string {
  return (words[refusal.refused] as (facts: Refusal["facts"]) => string)(refusal.facts);
}

/** Every code, for the reference page and the test that holds both together. */
export const refusalCodes = Object.keys(words) as RefusalCode[];

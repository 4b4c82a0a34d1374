import type { Actor } from "../../src/domain/actor.ts";
import { type Deadline, type Incident, noAlerts } from "../../src/domain/incident/state.ts";

export const ada: Actor = { kind: "person", id: "U1", name: "Ada" };

/** An open incident; what a test cares about is named by it. */
export function anIncident(number: number, rest: Partial<Incident> = {}): Incident {
  return {
    id: `inc${number}`,
    number,
    kind: "incident",
    title: "Gateway returns 503",
    severity: "SEV1",
    stage: "INVESTIGATING",
    private: false,
    retrospective: false,
    components: ["Gateway"],
    account: { symptom: null, impact: null, cause: null, action: null, progress: null, eta: null, rootCause: null },
    detectedAt: 1_000,
    declaredAt: 1_000,
    declaredBy: ada,
    clocksFrom: 1_000,
    severeSince: 1_000,
    acknowledged: null,
    mitigated: null,
    identifiedAt: null,
    resolvedAt: null,
    closure: null,
    roles: { lead: "U1" },
    published: false,
    overallByHand: null,
    cadence: null,
    deadlines: [aDeadline(`inc${number}/ack`)],
    channel: { id: null, name: `inc-${number}`, state: "wanted" },
    alerts: noAlerts,
    runbookUrl: null,
    paged: [],
    pagesAtAnyHour: false,
    pages: [],
    episodes: 0,
    providers: {},
    readBackAt: null,
    unheard: [],
    called: [],
    draft: null,
    lastUpdate: null,
    postmortem: { drafts: 0, path: null },
    entries: 0,
    chain: "",
    version: 1,
    ...rest,
  };
}

export function aDeadline(id: string, rest: Partial<Deadline> = {}): Deadline {
  return {
    id,
    kind: "ack",
    startedAt: 1_000,
    dueAt: 900_000,
    owedSince: 1_000,
    promisedAt: null,
    from: "detected at 00:00 plus 15 min",
    state: "running",
    metAt: null,
    metBy: null,
    round: 0,
    snoozedUntil: null,
    ...rest,
  };
}

import { setTimeout as wait } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Doors } from "./doors.ts";
import type { Deed, Memory } from "./memory.ts";
import { untilCaughtUp } from "./people-lane.ts";

interface LaneParts {
  doors: Doors;
  memory: Memory;
  chance: Chance;
  over(): boolean;
}

/** With so many effects on their way, the next incident waits: all of it has to fit into Slack's limits in the end. */
const mostBehind = 40;

/** Those that two incidents at once can touch, so that the end of one must not heal the other. */
const components = ["Gateway (HTTP liveness)", "Keystore (active keys)"];

/**
 * Somebody who does nothing but tell the public: an incident after the other, with updates, "no change", corrections and
 * other severities, until it is resolved, by REST alone and in quick succession.
 */
export async function publishingLane(parts: LaneParts): Promise<void> {
  const { chance, memory, over } = parts;
  while (!over()) {
    await untilCaughtUp(parts, mostBehind);
    const mark = memory.mark();
    const severity = chance.pick(["SEV2", "SEV3"]);
    const title = `Public ${mark}`;
    const opened = await send(
      parts,
      "/api/v1/incidents",
      { severity, title, components: [chance.pick(components)] },
      mark,
      mark,
      "declare",
    );
    const number = opened ? await numberOf(title, parts) : null;
    if (number === null) continue;
    await publish(number, mark, parts);
    await wait(chance.int(200, 2_000));
  }
}

async function publish(number: number, incident: string, parts: LaneParts): Promise<void> {
  const { chance, memory, over } = parts;
  const path = (verb: string) => `/api/v1/incidents/${number}/${verb}`;
  const steps = chance.int(2, 6);
  for (let step = 0; step < steps && !over(); step++) {
    const mark = memory.mark();
    const deed =
      step === 0 ? "update" : chance.pick(["update", "update", "update", "nochange", "correct", "severity"] as const);
    if (deed === "correct") {
      // What it corrects bears the mark of its own deed; a correction leaves that where it is.
      await parts.doors.post(path(deed), { replace: "Words", by: "Better words" }, { "idempotency-key": mark });
    } else await send(parts, path(deed), fieldsOf(deed, step, mark, chance), mark, incident, deed);
    await wait(chance.int(100, 1_500));
  }
  for (let tries = 0; tries < 5 && !over(); tries++) {
    const mark = memory.mark();
    const fields = { root_cause: `A certificate was not renewed ${mark}`, despite_alerts: "yes" };
    if (await send(parts, path("resolve"), fields, mark, incident, "resolve")) return;
  }
}

function fieldsOf(deed: "update" | "nochange" | "severity", step: number, mark: string, chance: Chance): object {
  if (deed === "severity") return { severity: chance.pick(["SEV2", "SEV3"]), why: `because ${mark}` };
  if (deed === "nochange") return { text: `Words ${mark}` };
  return {
    stage: step === 0 ? "investigating" : chance.pick(["investigating", "identified", "mitigating"]),
    text: `Words ${mark}`,
    symptom: "requests fail",
    impact: "callers see errors",
    cause: "a certificate ran out",
    action: "renewing it",
  };
}

async function numberOf(title: string, { doors, over }: LaneParts): Promise<number | null> {
  while (!over()) {
    const answer = await doors.get("/api/v1/incidents?state=all&limit=30");
    const { incidents = [] } = (answer?.body ?? {}) as { incidents?: { number: number; title: string }[] };
    const found = incidents.find((one) => one.title === title);
    if (found) return found.number;
    await wait(100);
  }
  return null;
}

/** The same request with the same key until it is answered. True = with success. */
async function send(
  { doors, memory }: LaneParts,
  path: string,
  fields: object,
  mark: string,
  incident: string,
  verb: Deed["verb"],
): Promise<boolean> {
  const one: Deed = { mark, verb, door: "rest", incident, outcome: "lost" };
  memory.deeds.push(one);
  for (;;) {
    const answer = await doors.post(path, fields, { "idempotency-key": mark });
    if (answer && answer.status < 500) {
      one.outcome = answer.status < 300 ? "done" : "refused";
      one.said = answer.status < 300 ? undefined : JSON.stringify(answer.body);
      return one.outcome === "done";
    }
    await wait(50);
  }
}

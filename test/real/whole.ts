import { expect } from "vitest";
import type { Json, Story } from "../kit/story.ts";
import { eventually } from "./program.ts";

/** The one incident that is open; undefined when none is. */
export async function openIncident(s: Story): Promise<Json> {
  const { body } = await s.api("GET", "/incidents?state=open");
  expect(body.incidents.length).toBeLessThanOrEqual(1);
  return body.incidents[0] && (await s.api("GET", `/incidents/${body.incidents[0].number}`)).body;
}

/** Waits until the open incident has so many alerts, and nothing is under way. Resolves with it. */
export async function incidentWith(s: Story, alerts: number): Promise<Json> {
  await eventually(async () => (await openIncident(s))?.alerts.length === alerts);
  await s.settle();
  return openIncident(s);
}

/** The name of the one room there is. */
export async function onlyRoom(s: Story): Promise<string> {
  const rooms = (await s.channels()).filter(({ name }) => name.startsWith("inc-"));
  expect(rooms).toHaveLength(1);
  return rooms[0]?.name ?? "";
}

/** All its alerts are over: the room is asked whether the incident is, too; a person presses the button, and it is. */
export async function resolvedByButton(s: Story, question: string): Promise<void> {
  const room = await onlyRoom(s);
  await eventually(async () =>
    (await openIncident(s)).alerts.every(({ status }: { status: string }) => status === "resolved"),
  );
  await s.settle();
  expect((await s.words(room)).at(-1)).toBe(`${question} Is the incident resolved too? [Resolve]`);
  await s.click("bob", room, "Resolve");
  await s.submit("bob", { root_cause: "A node was lost." });
  await s.settle();
  expect(await s.incident()).toMatchObject({ stage: "RESOLVED" });
  expect((await s.words(room)).join()).not.toContain("resolved too?");
  expect(await openIncident(s)).toBeUndefined();
}

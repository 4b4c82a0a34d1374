import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

const now = Date.now();
const inDays = (days: number, hours = 0) =>
  `${new Date(now + (days * 24 + hours) * 3_600_000).toISOString().slice(0, 16)}Z`;
const plan = (rest: string) => `maintenance schedule Database upgrade --components Keystore --impact none ${rest}`;

test("maintenance lists what is ahead, and says so when nothing is", async () => {
  const { said } = await talk();
  expect(await said("maintenance")).toContain("No maintenance is scheduled");
  await said(plan(`--starts-at ${inDays(3)} --for 1h`));
  expect(await said("maintenance list")).toMatch(
    /1 scheduled or under way[\s\S]*M1 · Database upgrade.* · scheduled, .* · Keystore/,
  );
});

test("maintenance schedules by an end or a length, and moves and extends in words", async () => {
  const { said } = await talk();
  const [starts, ends, later] = [inDays(3), inDays(3, 2), inDays(5)];
  expect(await said(plan(`--starts-at ${starts} --ends-at ${ends}`))).toContain(`scheduled, ${starts} to ${ends}`);
  expect(await said("maintenance extend M1 30 min the index is large")).toContain(`to ${inDays(3, 2.5)}`);
  // The length stays when it moves.
  expect(await said(`maintenance move M1 --starts-at ${later}`)).toContain(`scheduled, ${later} to ${inDays(5, 2.5)}`);
  expect(await said("maintenance cancel M1 the vendor postponed it")).toContain("M1 · Database upgrade: cancelled");
  expect(await said("why M1")).toMatch(
    /alice extended it until .* the index is large[\s\S]*alice cancelled it: the vendor postponed it/,
  );
});

test("maintenance names what is missing or cannot be read, by form or in words", async () => {
  const { said } = await talk();
  expect(await said("maintenance schedule", { forms: true })).toBe("form maintenance");
  const lacking = await said("maintenance schedule Upgrade");
  for (const field of ["components", "starts_at", "ends_at", "impact"]) expect(lacking).toContain(`${field}:`);
  expect(await said(plan(`--starts-at ${inDays(3)} --for 1h`).replace("none", "terrible"))).toContain("is no impact");
  expect(await said("maintenance start")).toContain("Say which, like M3");
  expect(await said("maintenance start M7")).toContain("There is no maintenance M7");
  expect(await said("maintenance cancel M7")).toContain("Say why.");
  expect(await said("maintenance caused M7 the lock")).toContain("--incident 12");
  expect(await said("why M7")).toContain("There is no maintenance M7");
});

test("a window of more than a day says how long nobody is woken", async () => {
  const { said } = await talk();
  expect(await said(plan(`--starts-at ${inDays(3)} --for 900h`))).toContain(
    "It lasts 37 days 12 h, and alerts of its components wake nobody for all of that.",
  );
  expect(await said("maintenance cancel M1 a slip")).not.toContain("It lasts");
  expect(await said(plan(`--starts-at ${inDays(3)} --for 24h`))).not.toContain("It lasts");
});

test("maintenance is said to have caused an incident once", async () => {
  const { said, say, timeline } = await talk();
  await say("sev1 Keystore refuses keys");
  await said(plan(`--starts-at ${inDays(3)} --for 1h`));
  expect(await said("maintenance caused M1 the copy holds a lock --incident 1")).toBe(
    "#1 and M1 name each other now. Nothing was published.",
  );
  await said("maintenance caused M1 again --incident 1");
  expect((await timeline()).filter((text) => text.includes("caused this"))).toEqual([
    "alice said that M1 (Database upgrade) caused this: the copy holds a lock",
  ]);
});

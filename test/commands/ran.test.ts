import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test.each([
  ["kubectl rollout undo deploy/gw --to-revision=3", "alice ran `kubectl rollout undo deploy/gw --to-revision=3`"],
  ['"kubectl get pods" all are up', "alice ran `kubectl get pods`: all are up"],
  ["`df -h`", "alice ran `df -h`"],
  ["```\ndf -h\n```", "alice ran `df -h`"],
])("ran %s", async (typed, expected) => {
  const { said, say, timeline } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said(`ran #1 ${typed}`)).toBe("It is on the timeline.");
  expect(await timeline()).toContain(expected);
});

test("ran wants a command", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("ran #1")).toContain("command: This is needed.");
});

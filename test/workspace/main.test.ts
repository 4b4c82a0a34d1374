import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { api, people } from "./kit.ts";

const program = new URL("../../src/workspace/main.ts", import.meta.url).pathname;

/** The workspace as a process of its own; answers once it has printed its address. */
async function started(folder: string): Promise<{ url: string; child: ChildProcess; ended: Promise<number | null> }> {
  const env = { ...process.env, SITREP_LOCAL_PORT: "0", SITREP_DATA_DIR: folder, SITREP_LOG_LEVEL: "silent" };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((tell) => child.once("exit", tell));
  const url = await new Promise<string>((tell, fail) => {
    let printed = "";
    child.stdout?.on("data", (text) => {
      printed += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (found) tell(found[0]);
    });
    void ended.then((code) => fail(new Error(`It ended with ${code} and printed: ${printed}`)));
  });
  return { url, child, ended };
}

test("alone, it prints its address, lets an app attach, and keeps everything over a kill", async () => {
  const folder = await mkdtemp(join(tmpdir(), "workspace-main-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await started(folder);
  const attached = await people(first).get("attach");
  const { channel } = await api(attached)("conversations.create", { name: "inc-1" });
  const { ts } = await api(attached)("chat.postMessage", { channel: channel.id, text: "card" });
  first.child.kill("SIGKILL");
  await first.ended;

  const second = await started(folder);
  expect((await people(second).messages("inc-1")).at(-1)).toMatchObject({ ts, text: "card" });
  const { product } = (await people(second).get("attach")).anchor;
  expect(product).toBeGreaterThanOrEqual(attached.anchor.product);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

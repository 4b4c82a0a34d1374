import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { median, tell } from "./figures.ts";
import { load } from "./load.ts";
import { type MeasuredSitrep, startBare, startSitrep, startWorkspace } from "./processes.ts";

/** As many components as a large service shows. */
const components = 60;

/** The public page in a SEV1 from its snapshot, against a server that answers the same bytes as a static string. */
export async function page(): Promise<void> {
  const workspace = await startWorkspace();
  const names = Array.from({ length: components }, (_, index) => `Part ${index + 1} of the service`);
  const sitrep = await startSitrep(workspace.url, undefined, { settings: `components: ${JSON.stringify(names)}\n` });
  await publish(sitrep, names[0] ?? "");
  const bytes = await (await fetch(sitrep.statusUrl)).text();
  const file = join(sitrep.folder, "page.html");
  await writeFile(file, bytes);
  const bare = await startBare({ BODY_FILE: file });
  const ours: number[] = [];
  const base: number[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push((await load({ url: sitrep.statusUrl, path: "/", seconds: 3 })).perSecond);
    base.push((await load({ url: bare.url, path: "/", seconds: 3 })).perSecond);
  }
  console.log(
    `the page has ${(bytes.length / 1024).toFixed(0)} KiB, and answers ${median(ours).toFixed(0)} requests/s`,
  );
  tell("status page requests, of the same bytes as a static string", median(ours) / median(base), { aim: 0.8 });
  await Promise.all([sitrep.stop(), bare.stop(), workspace.stop()]);
}

async function publish({ url, token }: MeasuredSitrep, component: string): Promise<void> {
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  };
  await post("incidents", { severity: "SEV1", title: "The gateway is down", components: [component] });
  await post("incidents/1/update", {
    stage: "INVESTIGATING",
    symptom: "requests fail",
    impact: "callers see errors",
    action: "rolling back",
  });
}

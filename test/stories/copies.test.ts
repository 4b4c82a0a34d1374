import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bucket, bucketKeys, openBucket } from "../kit/bucket.ts";
import { story } from "../kit/story.ts";

let folder: string;
let bucket: Bucket;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sitrep-copies-"));
  bucket = await openBucket("acme-status");
});
afterEach(async () => {
  await bucket.close();
  await rm(folder, { recursive: true, force: true });
});

const config = () => `
components: [Gateway]
status_page:
  name: Metis
  url: "https://status.example.com"
  copies:
    - { to: folder, path: "${folder}/site" }
    - { to: s3, endpoint: "${bucket.url}", bucket: acme-status, region: ${bucketKeys.region}, access_key_id: ${bucketKeys.accessKeyId}, secret_access_key: "${bucketKeys.secret}" }
`;
const page = () => readFile(join(folder, "site", "index.html"), "utf8");

test("copies follow the page, one that fails says so and catches up, and nothing that is private gets there", async () => {
  await using s = await story({ at: "2026-11-21T09:00Z", config: config() });
  const api = async (path: string, body: object) => {
    const { status, body: answer } = await s.api("POST", `/incidents${path}`, body);
    if (status >= 300) throw new Error(JSON.stringify(answer));
  };
  const ready = async () => (await (await fetch(`${s.url}/readyz`)).json()) as { copies: object[]; status: string };
  await s.clock.pass("5 s");
  expect(await page()).toContain("All systems operational");
  expect(bucket.objects.get("index.html")?.text).toContain("All systems operational");

  // given a bucket that is away
  bucket.fault = { status: 503, code: "SlowDown" };
  await api("", { severity: "SEV3", title: "Secret internal title", components: ["Gateway"] });
  await api("/1/update", {
    stage: "INVESTIGATING",
    symptom: "requests fail",
    impact: "send any request",
    action: "restarting it",
  });
  await api("", { severity: "SEV3", title: "Hush hush", private: true, components: ["Gateway"] });
  await s.clock.pass("5 s");
  // then the folder has it, the bucket does not, and readiness is not touched
  expect(await page()).toContain("Gateway — requests fail");
  expect(await ready()).toMatchObject({
    status: "ready",
    copies: [{ copy: "folder" }, { copy: "s3", trouble: "the bucket acme-status answered 503 (SlowDown) to GET." }],
  });
  expect(await (await fetch(`${s.url}/metrics`)).text()).toMatch(
    /sitrep_page_copies_total\{copy="s3",outcome="failed"\} [1-9]/,
  );

  // when it is back
  bucket.fault = null;
  await s.clock.pass("10 min");
  expect(bucket.objects.get("index.html")?.text).toContain("Gateway — requests fail");
  expect((await ready()).copies[1]).not.toHaveProperty("trouble");
  const bytes = await Promise.all(
    (await readdir(join(folder, "site"), { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile())
      .map((one) => readFile(join(one.parentPath, one.name), "utf8")),
  );
  const everything = [...bytes, ...[...bucket.objects].flatMap(([key, { text }]) => [key, text])].join("\n");
  expect(everything).toContain("requests fail");
  expect(everything).not.toMatch(/secret internal|hush/i);
  expect(s.log()).not.toContain(bucketKeys.secret);
});

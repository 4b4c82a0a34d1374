import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sitrep-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(folder, "sitrep.yml"), yaml);
  return loadConfig({ cwd: folder, env: {} });
}
const wrong = (yaml: string) => load(yaml).catch((error: Error) => error.message);

describe("subscriptions", () => {
  test("are by webhook alone, and to public addresses, unless somebody says otherwise", async () => {
    expect((await load("")).subscriptions).toEqual({ mail: null, webhooks: true, allowPrivate: false });
    const off = await load("subscriptions: { webhooks: false }");
    expect(off.subscriptions.webhooks).toBe(false);
  });

  test("by mail need a server and a sender, and keep the password to themselves", async () => {
    await writeFile(join(folder, "password"), "s3cr3t\n");
    const { subscriptions } = await load(
      "subscriptions: { smtp: { host: mail.example.com, username: u, password_file: password }, from: Acme Status <status@acme.example> }",
    );
    expect(subscriptions.mail).toMatchObject({ host: "mail.example.com", port: 587, tls: "starttls", username: "u" });
    expect(subscriptions.mail?.password?.reveal()).toBe("s3cr3t");
    expect(JSON.stringify(subscriptions)).not.toContain("s3cr3t");
    expect(await wrong("subscriptions: { from: status@acme.example }")).toContain("subscriptions.smtp.host is missing");
    expect(await wrong("subscriptions: { smtp: { host: a } }")).toContain("subscriptions.from is missing");
    expect(await wrong("subscriptions: { smtp: { host: a }, from: nobody }")).toContain("must be an e-mail address");
  });
});

describe("copies of the page", () => {
  test("are read with what they do not say", async () => {
    const { statusPage } = await load(`
status_page:
  copies:
    - { to: folder, path: site }
    - { to: s3, endpoint: "https://s3.example.com", bucket: acme-status, prefix: a/b, access_key_id: A, secret_access_key: B }
    - { to: git, repository: "git@example.com:acme/status.git", url: "https://acme.example/status" }
`);
    const [first, second, third] = statusPage.copies;
    expect(first).toEqual({ to: "folder", path: join(folder, "site"), url: null, refreshMs: 3_600_000 });
    expect(second).toMatchObject({ to: "s3", region: "us-east-1", prefix: "a/b/" });
    expect(JSON.stringify(second)).toContain("<secret>");
    expect(third).toMatchObject({
      to: "git",
      branch: "gh-pages",
      token: null,
      url: "https://acme.example/status",
      author: { name: "Sitrep", email: "sitrep@localhost.invalid" },
    });
  });

  test.each([
    ["{ to: nowhere }", "to: folder, to: s3 or to: git"],
    ["{ to: folder }", "path"],
    ["{ to: s3, endpoint: s3.example.com, bucket: acme, access_key_id: a, secret_access_key: b }", "is not an address"],
    [
      '{ to: s3, endpoint: "https://s3.example.com", bucket: A, access_key_id: a, secret_access_key: b }',
      "name of a bucket",
    ],
    ['{ to: git, repository: "--upload-pack=x" }', "must be an address that git takes"],
    ['{ to: git, repository: "ext::sh -c x" }', "must be an address that git takes"],
    ["{ to: git, repository: /srv/x.git, branch: ../x }", "must be the name of a branch"],
    ["{ to: git, repository: /srv/x.git, author: me }", "must be a name and an address"],
  ])("%s is refused", async (copy, words) => {
    expect(await wrong(`status_page: { copies: [${copy}] }`)).toContain(words);
  });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import cstate from "../../../src/out/providers/cstate.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  type Desk,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { type Asked, openFake } from "./fake.ts";

const credential = "ghp_a-token-of-a-repository";
const file = "content/issues/2026-11-21-k3v9a1b2c3d4.md";
const seen = (text: string) =>
  text
    .replace(/\{\{<.*?>\}\}/g, "")
    .replace(/\\\n/g, "\n")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");

/** What a site makes of its files, as cState reads them. */
function issueOf(text: string): Record<string, unknown> & { body: string } {
  const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  return { ...(parse(head) as Record<string, unknown>), body };
}

/** GitHub's contents of one repository: a write names what it replaces. */
async function openGitHub(): Promise<ProviderWorld & { files: Map<string, string>; asked: Asked[] }> {
  const files = new Map<string, string>();
  let writes = 0;
  const sha = (text: string) => createHash("sha1").update(text).digest("hex");
  const fake = await openFake(({ method, path, headers, json }) => {
    if (headers.authorization !== `Bearer ${credential}`) return { status: 401, json: { message: "Bad credentials" } };
    const [, name = ""] = /^\/repos\/acme\/status\/contents\/(.*)$/.exec(path) ?? [];
    const now = files.get(decodeURIComponent(name));
    if (method === "GET") {
      if (now === undefined) return { status: 404, json: { message: "Not Found" } };
      return { status: 200, json: { content: wrapped(now), encoding: "base64", sha: sha(now) } };
    }
    if (now !== undefined && json.sha === undefined)
      return { status: 422, json: { message: 'Invalid request.\n\n"sha" wasn\'t supplied.' } };
    if (now !== undefined && json.sha !== sha(now)) return { status: 409, json: { message: "does not match" } };
    files.set(decodeURIComponent(name), Buffer.from(json.content, "base64").toString("utf8"));
    writes += 1;
    return { status: now === undefined ? 201 : 200, json: { content: { path: name }, commit: { sha: "c1" } } };
  });
  const issues = () => [...files.values()].map(issueOf);
  return {
    files,
    asked: fake.asked,
    settings: { repository: "acme/status", token: secretOf(credential), api: fake.url },
    components: { Gateway: "Gateway", Keystore: "Keystore" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => null,
    shown: () =>
      issues().map((issue) => ({
        kind: issue.severity === "notice" ? "maintenance" : "incident",
        title: String(issue.title),
        open: !issue.resolved,
        texts: [seen(issue.body)],
      })),
    component(id) {
      const open = issues().filter(({ resolved, affected }) => !resolved && (affected as string[]).includes(id));
      return ["down", "disrupted", "notice"].find((word) => open.some(({ severity }) => severity === word)) ?? "ok";
    },
    tamper(how) {
      const [[name, text] = []] = files;
      if (name === undefined || text === undefined || how === "component") return false;
      if (how === "delete") files.delete(name);
      else if (how === "title") files.set(name, text.replace(/^title: .*$/m, "title: Something else"));
      else
        files.set(
          name,
          text.replace(/^---\n[\s\S]*$/m, (all) => all.replace(/\n---\n[\s\S]*$/, "\n---\nAll is well.\n")),
        );
      return true;
    },
    close: fake.close,
  };
}

/** As GitHub sends it: broken into lines. */
const wrapped = (text: string) =>
  (
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,60}/g) ?? []
  ).join("\n");

providerContract(cstate, openGitHub, { credential });

let folder: string;
let desk: Desk;
let close = async () => {};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cstate-"));
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function openAt(world: ProviderWorld): Promise<void> {
  desk = await openDesk(cstate, world);
  close = async () => {
    close = async () => {};
    await desk.close();
    await world.close();
  };
}

/** A desk that writes to the folder. */
async function openOn(own: Record<string, unknown>): Promise<void> {
  const none = { faults: () => {}, left: () => 0, writes: () => 0, told: () => null, shown: () => [] };
  const rest = { component: () => null, tamper: () => false, close: async () => {} };
  await openAt({ ...none, ...rest, settings: own, components: { Gateway: "Gateway", Keystore: "Key 'store'" } });
}
const show = (notice = anIncidentNotice(1), most = 3) => {
  desk.know(notice);
  return desk.settle(notice.id, { most });
};
const written = async (path = file) => readFile(join(folder, path), "utf8");

describe("on GitHub", () => {
  test("a file that was changed meanwhile is read again, and written then", async () => {
    const github = await openGitHub();
    await openAt(github);
    github.faults([{ status: 409, json: { message: "does not match" } }]);
    expect(await show()).toMatchObject({ outcome: "delivered" });
    expect(github.writes()).toBe(1);
    expect(github.asked.at(-1)?.json).toMatchObject({ message: "[INVESTIGATING] Gateway — requests fail" });
  });

  test("403 for a limit is waited out; any other 403 is final", async () => {
    const github = await openGitHub();
    await openAt(github);
    const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(start / 1_000 + 120) };
    github.faults([{ status: 403, json: { message: "API rate limit exceeded" }, headers: reset }]);
    desk.know(anIncidentNotice(1));
    expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "later", at: start + 120_000 });
    github.faults([{ status: 403, json: { message: `Resource not accessible by ${credential}` } }]);
    expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "never" });
    expect(desk.said.at(-1)?.words).toBe("GitHub answered 403: Resource not accessible by •••");
  });

  test("a branch is asked for and written to", async () => {
    const github = await openGitHub();
    await openAt({ ...github, settings: { ...github.settings, branch: "live" } });
    await show();
    expect(github.asked.map(({ query, json }) => query.get("ref") ?? json?.branch)).toEqual(["live", "live"]);
  });
});

describe("the settings", () => {
  test.each([
    [{}, "It needs either folder or repository."],
    [{ folder: "/a", repository: "acme/status", token: secretOf("t") }, "It needs either folder or repository."],
    [{ repository: "acme/status" }, "It needs a token"],
    [{ folder: "/a", path: "../etc" }, "a path inside of the site"],
    [{ folder: "/a", author: "Sitrep" }, "Sitrep <sitrep@example.com>"],
  ])("%o are refused: %s", (given, words) => {
    expect(JSON.stringify(cstate.settings.safeParse(given).error?.issues)).toContain(words);
  });
});

describe("in a folder", () => {
  test("a file has what cState reads, every text of it quoted", async () => {
    await openOn({ folder });
    await show({ ...anIncidentNotice(2), title: `Bob's "gateway" \\ fails: {{ now }}` });
    expect(await written()).toMatch(/^---\ntitle: 'Bob''s ''gateway'' \/ fails: \{\{ now \}\}'\n/);
    expect(issueOf(await written())).toMatchObject({
      date: "2026-11-21T09:29:00Z",
      resolved: false,
      resolvedWhen: null,
      severity: "disrupted",
      affected: ["Gateway"],
      section: "issue",
      sitrep: "sitrep-k3v9a1b2c3d4",
    });
    expect((await written()).match(/\{\{< track "([^"]*)" >\}\}/g)).toEqual([
      '{{< track "2026-11-21 09:40:00" >}}',
      '{{< track "2026-11-21 09:30:00" >}}',
    ]);
    expect((await readdir(join(folder, "content/issues"))).length).toBe(1);
  });

  test("what is over says since when", async () => {
    await openOn({ folder });
    await show(anIncidentNotice(5));
    expect(issueOf(await written())).toMatchObject({ resolved: true, resolvedWhen: "2026-11-21T10:10:00Z" });
  });

  test("a planned maintenance is announced and changes no system before it begins", async () => {
    await openOn({ folder });
    const path = "content/issues/2026-11-21-m7x8y9z0a1b2.md";
    await show(aMaintenanceNotice(1));
    expect(issueOf(await written(path))).toMatchObject({
      severity: "notice",
      resolved: true,
      resolvedWhen: "2026-11-21T09:30:00Z",
      date: "2026-11-21T09:30:00Z",
      informational: true,
      pin: true,
    });
    await show(aMaintenanceNotice(2));
    const running = issueOf(await written(path));
    expect(running).toMatchObject({ resolved: false, date: "2026-11-23T09:30:00Z" });
    expect(running).not.toHaveProperty("pin");
    await show(aMaintenanceNotice(3));
    expect(issueOf(await written(path))).toMatchObject({ resolved: true, resolvedWhen: "2026-11-23T10:30:00Z" });
  });

  test("a folder that is not there is not made, and is told by its name", async () => {
    await openOn({ folder: join(folder, "not-mounted") });
    expect(await show()).toMatchObject({ outcome: "never" });
    expect(desk.said.at(-1)?.words).toContain("not-mounted cannot be used (ENOENT)");
    expect(await readdir(folder)).toEqual([]);
  });

  test("a file that somebody broke is told as gone, and mended when asked to", async () => {
    await openOn({ folder });
    await show();
    await writeFile(join(folder, file), "---\ntitle: [\n---\n");
    expect(await desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "missing" });
    await desk.settle(anIncidentNotice(1).id, { repair: true });
    expect(await desk.check(anIncidentNotice(1).id)).toMatchObject({ said: "checked" });
  });
});

describe("in a clone", () => {
  const git = (at: string, ...args: string[]) =>
    execFileSync("git", ["-C", at, "-c", "user.name=T", "-c", "user.email=t@example.com", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  let clone: string;
  let bare: string;
  beforeEach(async () => {
    bare = join(folder, "bare.git");
    clone = join(folder, "clone");
    const seed = join(folder, "seed");
    await mkdir(seed);
    git(folder, "init", "-q", "--bare", "-b", "main", bare);
    git(seed, "init", "-q", "-b", "main");
    await writeFile(join(seed, "config.yml"), "title: Status\n");
    git(seed, "add", ".");
    git(seed, "commit", "-q", "-m", "begin");
    git(seed, "push", "-q", bare, "main");
    git(folder, "clone", "-q", bare, clone);
  });
  const log = (at = bare) => git(at, "log", "--format=%s", "main").trim().split("\n");

  test("each update is one commit, pushed, in the name it is given", async () => {
    await openOn({ folder: clone, git: true, author: "Status bot <bot@example.com>" });
    for (const count of [1, 2, 5]) await show(anIncidentNotice(count));
    await desk.settle(anIncidentNotice(5).id);
    expect(log()).toEqual([
      "[RESOLVED] Gateway — requests fail",
      "[IDENTIFIED] Gateway — requests fail",
      "[INVESTIGATING] Gateway — requests fail",
      "begin",
    ]);
    expect(git(bare, "log", "-1", "--format=%an <%ae>", "main").trim()).toBe("Status bot <bot@example.com>");
  });

  test("what others pushed meanwhile is taken in, and what they have not committed is left alone", async () => {
    await openOn({ folder: clone, git: true });
    await show();
    const seed = join(folder, "seed");
    git(seed, "pull", "-q", "--rebase", bare, "main");
    await writeFile(join(seed, "other.md"), "by others");
    git(seed, "add", ".");
    git(seed, "commit", "-q", "-m", "by others");
    git(seed, "push", "-q", bare, "main");
    await writeFile(join(clone, "config.yml"), "title: Changed\n");
    expect(await show(anIncidentNotice(2))).toMatchObject({ outcome: "delivered" });
    expect(log().slice(0, 2)).toEqual(["[IDENTIFIED] Gateway — requests fail", "by others"]);
    expect(await readFile(join(clone, "config.yml"), "utf8")).toBe("title: Changed\n");
  });

  test("a push that failed is made up for, and nothing is committed twice", async () => {
    await openOn({ folder: clone, git: true });
    git(clone, "remote", "set-url", "--push", "origin", join(folder, "away.git"));
    desk.know(anIncidentNotice(1));
    expect(await desk.once(anIncidentNotice(1).id)).toMatchObject({ outcome: "never", why: /git push failed/ });
    git(clone, "remote", "set-url", "--push", "origin", bare);
    expect(await show()).toMatchObject({ outcome: "delivered" });
    expect(log()).toEqual(["[INVESTIGATING] Gateway — requests fail", "begin"]);
  });

  test("what a killed attempt wrote is committed by the next", async () => {
    await openOn({ folder: clone, git: true });
    await show();
    await writeFile(join(clone, file), `${await readFile(join(clone, file), "utf8")}\n`);
    await desk.once(anIncidentNotice(1).id, { doubtful: true });
    expect(log()).toHaveLength(3);
    expect(git(clone, "status", "--porcelain").trim()).toBe("");
  });

  test("without push it stays in the clone", async () => {
    await openOn({ folder: clone, git: true, push: false });
    await show();
    expect(log()).toEqual(["begin"]);
    expect(log(clone)).toEqual(["[INVESTIGATING] Gateway — requests fail", "begin"]);
  });

  test("a folder that is no clone is told so", async () => {
    await openOn({ folder, git: true });
    expect(await show()).toMatchObject({ outcome: "never", why: /not a git repository/ });
  });
});

const hugo = (() => {
  try {
    return execFileSync("hugo", ["version"], { encoding: "utf8" });
  } catch {
    return null;
  }
})();

/*
 * A site of our own in the place of the theme: it reads the front matter that the contract names, and makes the index that
 * it documents, with the theme's lack of escaping.
 */
const layouts: Record<string, string> = {
  "layouts/shortcodes/track.html": "<time>{{ .Get 0 }}</time>",
  "layouts/_default/single.html": "{{ .Content }}",
  "layouts/index.html": "",
  "layouts/index.json": `{{ $all := where .Site.RegularPages "Params.section" "issue" }}{{ $open := where $all "Params.resolved" "=" false }}
{{- define "worst" }}{{ if where . "Params.severity" "down" }}down{{ else if where . "Params.severity" "disrupted" }}disrupted{{ else if where . "Params.severity" "notice" }}notice{{ else }}ok{{ end }}{{ end -}}
{"summaryStatus": "{{ template "worst" $open }}", "apiVersion": "2.0",
"systems": [{{ range $i, $s := .Site.Params.systems }}{{ if $i }},{{ end }}{{ $mine := where $open "Params.affected" "intersect" (slice $s.name) }}{"name": "{{ $s.name }}", "status": "{{ template "worst" $mine }}", "unresolvedIssues": [{{ range $j, $p := $mine }}{{ if $j }},{{ end }}{"title": "{{ $p.Title }}", "createdAt": "{{ $p.Date }}", "resolvedAt": "{{ $p.Params.resolvedWhen }}", "filename": "{{ $p.File.LogicalName }}"}{{ end }}]}{{ end }}],
"pinnedIssues": [{{ range $i, $p := where (where $all "Params.informational" true) "Params.pin" true }}{{ if $i }},{{ end }}{"title": "{{ $p.Title }}"}{{ end }}]}`,
  "config.yml": `baseURL: https://status.example.com
title: Status
# The story's time may lie ahead of the machine's.
buildFuture: true
disableKinds: [taxonomy, term, RSS, sitemap]
outputs: { home: [HTML, JSON] }
params:
  systems:
    - name: Gateway
    - name: "Key 'store'"
`,
};

describe.skipIf(hugo === null)(
  `built by ${hugo === null ? "Hugo, which is not installed here" : "the real Hugo"}`,
  () => {
    const build = async () => {
      execFileSync("hugo", ["--quiet", "--source", folder], { encoding: "utf8" });
      return JSON.parse(await readFile(join(folder, "public/index.json"), "utf8"));
    };
    const read = async (name: string) => {
      const html = await readFile(join(folder, "public/issues", name, "index.html"), "utf8");
      return html
        .replace(/<time>[^<]*<\/time>/g, "")
        .replace(/<br ?\/?>\n?|<\/p>\n?/g, "\n")
        .replace(/<[^>]*>/g, "")
        .replace(/&quot;|&#34;/g, '"')
        .replace(/&#39;/g, "'")
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&amp;/g, "&")
        .trim();
    };
    beforeEach(async () => {
      for (const [name, text] of Object.entries(layouts)) {
        await mkdir(join(folder, name, ".."), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      await openOn({ folder });
    });

    test("an incident is seen by its systems until it is over", async () => {
      desk.know(anIncidentNotice(1));
      await show({ ...anIncidentNotice(2), title: 'A "quoted" \\ title' });
      expect(await build()).toMatchObject({
        summaryStatus: "disrupted",
        systems: [
          {
            name: "Gateway",
            status: "disrupted",
            unresolvedIssues: [{ title: "A 'quoted' / title", filename: "2026-11-21-k3v9a1b2c3d4.md" }],
          },
          { name: "Key 'store'", status: "ok", unresolvedIssues: [] },
        ],
      });
      await show(anIncidentNotice(5));
      expect(await build()).toMatchObject({ summaryStatus: "ok" });
      expect((await stat(join(folder, "public/issues/2026-11-21-k3v9a1b2c3d4/index.html"))).size).toBeGreaterThan(0);
    });

    test("a maintenance is announced, is a notice while it runs, and is over", async () => {
      await show(aMaintenanceNotice(1));
      const title = "Gateway — storage upgrade";
      expect(await build()).toMatchObject({ summaryStatus: "ok", pinnedIssues: [{ title }] });
      await show(aMaintenanceNotice(2));
      expect(await build()).toMatchObject({
        summaryStatus: "notice",
        pinnedIssues: [],
        systems: [{ status: "notice", unresolvedIssues: [{ title }] }, { status: "ok" }],
      });
      await show(aMaintenanceNotice(3));
      expect(await build()).toMatchObject({ summaryStatus: "ok", pinnedIssues: [] });
    });

    test("a reader sees every character of a text, and no template runs", async () => {
      const text = [
        '[INVESTIGATING] {{ now }} {{< track "x" >}} {{% y %}} {{{{',
        "# no heading * no list _em_ **b** `code` ~~s~~ <script>alert(1)</script> &amp; \\ | a | b |",
        "- one",
        "1. two",
        "    four spaces",
        "![image](x) [link](y) [^1] :tada: $x$ === ---",
        "===",
        "---",
        "see https://example.com/a?b=1 and {.class}",
      ].join("\n");
      const plainly = text
        .split("\n")
        .map((line) => line.trim())
        .join("\n");
      await show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
      await build();
      // Quotes and dashes are set as a typesetter would.
      const typed = (words: string) =>
        words
          .replace(/[“”]|&[lr]dquo;/g, '"')
          .replace(/(?:[-–—]|&[mn]dash;)+/g, "-")
          .replace(/…|&hellip;/g, "...");
      expect(typed(await read("2026-11-21-k3v9a1b2c3d4"))).toBe(typed(plainly));
    });
  },
);

describe("the built site", () => {
  test.each<[string, object | string, string]>([
    [
      "says the same",
      {
        systems: [
          { name: "Gateway", status: "disrupted" },
          { name: "Key 'store'", status: "ok" },
        ],
      },
      "checked",
    ],
    ["is behind", { systems: [{ name: "Gateway", status: "ok" }] }, "differs"],
    ["cannot be read", '{"title": "a "quoted" title"}', "unknown"],
  ])("that %s is told", async (_what, index, said) => {
    const site = await openFake(({ headers }) => {
      expect(headers.authorization).toBeUndefined();
      return typeof index === "string" ? { status: 200, text: index } : { status: 200, json: index };
    });
    await openOn({ folder, site: site.url });
    desk.setComponent("Keystore", "operational");
    await show();
    expect(desk.said.at(-1)?.url).toBe(`${site.url}/issues/2026-11-21-k3v9a1b2c3d4/`);
    expect(await desk.check(anIncidentNotice(1).id)).toMatchObject({ said });
    await site.close();
  });

  test("that stopped being built is told, once it had the time", async () => {
    const gateway: Record<string, unknown> = { name: "Gateway", status: "disrupted", unresolvedIssues: [] };
    const systems = [gateway, { name: "Key 'store'", status: "ok", unresolvedIssues: [] }];
    const site = await openFake(() => ({ status: 200, json: { systems } }));
    await openOn({ folder, site: site.url });
    desk.setComponent("Keystore", "operational");
    const { id } = anIncidentNotice(1);
    await show();
    await desk.pass(9 * 60_000);
    expect(await desk.check(id)).toMatchObject({ said: "checked" });
    await desk.pass(2 * 60_000);
    const unseen = { said: "differs", words: "its public page does not show it" };
    expect(await desk.check(id)).toMatchObject(unseen);
    gateway.unresolvedIssues = [{ filename: "2026-11-21-k3v9a1b2c3d4.md" }];
    expect(await desk.check(id)).toMatchObject({ said: "checked" });
    await show(anIncidentNotice(5));
    await desk.pass(60 * 60_000);
    gateway.status = "ok";
    expect(await desk.check(id)).toMatchObject({ said: "differs", words: "its public page still shows it" });
    gateway.unresolvedIssues = [];
    expect(await desk.check(id)).toMatchObject({ said: "checked" });
    // What affects none of its systems is listed nowhere.
    systems.splice(0, 1);
    await show(anIncidentNotice(1));
    await desk.pass(60 * 60_000);
    expect(await desk.check(id)).toMatchObject({ said: "checked" });
    await site.close();
  });
});

import { expect, test } from "vitest";
import upptime from "../../../src/out/providers/upptime.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  minute,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { openFake } from "./fake.ts";

const credential = "ghp_a-token-for-issues";
const seen = (text: string) =>
  text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/\\\n/g, "\n")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");

interface TheirIssue {
  number: number;
  title: string;
  body: string | null;
  state: string;
  labels: string[];
  comments: { id: number; body: string }[];
  pull_request?: object;
}

/** The issues of one repository. */
async function openWorld(own: Record<string, unknown> = {}): Promise<ProviderWorld & { issues: TheirIssue[] }> {
  const issues: TheirIssue[] = [];
  let made = 100;
  let writes = 0;
  const fake = await openFake(({ method, path, query, headers, json }) => {
    if (headers.authorization !== `Bearer ${credential}` || !headers["user-agent"])
      return { status: 401, json: { message: "Bad credentials" } };
    if (method !== "GET") writes += 1;
    const [, rest = ""] = /^\/repos\/acme\/status(\/.*)$/.exec(path) ?? [];
    const [, , number, what] = rest.split("/");
    const one = issues.find((issue) => String(issue.number) === number);
    const shown = (issue: TheirIssue) => ({
      ...issue,
      html_url: `https://github.com/acme/status/issues/${issue.number}`,
    });
    const page = <T>(list: T[]) => {
      const [at, size] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 30)];
      return { status: 200, json: list.slice((at - 1) * size, at * size) };
    };
    if (number === "comments") {
      const comment = issues.flatMap(({ comments }) => comments).find(({ id }) => String(id) === what);
      if (!comment) return { status: 404, json: { message: "Not Found" } };
      comment.body = json.body;
      return { status: 200, json: comment };
    }
    if (rest === "/issues" && method === "GET") {
      const labels = query.get("labels") ?? "";
      const state = query.get("state") ?? "open";
      return page(
        issues
          .filter((issue) => issue.labels.includes(labels) && (state === "all" || issue.state === state))
          .map(shown),
      );
    }
    if (rest === "/issues") {
      const issue = {
        number: ++made,
        title: json.title,
        body: json.body,
        state: "open",
        labels: json.labels,
        comments: [],
      };
      issues.push(issue);
      return { status: 201, json: shown(issue) };
    }
    if (!one) return { status: 404, json: { message: "Not Found" } };
    if (what === "comments" && method === "GET") return page(one.comments);
    if (what === "comments") {
      const comment = { id: ++made, body: json.body };
      one.comments.push(comment);
      return { status: 201, json: comment };
    }
    if (what === "labels") {
      one.labels = [...new Set([...one.labels, ...json.labels])];
      return { status: 200, json: one.labels };
    }
    if (method === "PATCH") Object.assign(one, json);
    return { status: 200, json: shown(one) };
  });
  return {
    issues,
    settings: { repository: "acme/status", token: secretOf(credential), api: fake.url, ...own },
    components: { Gateway: "gateway", Keystore: "keystore" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => null,
    shown: () =>
      issues.map(({ labels, title, state, comments }) => ({
        kind: labels.includes("maintenance") ? "maintenance" : "incident",
        title,
        open: state === "open",
        texts: comments.map(({ body }) => seen(body)),
      })),
    component: () => null,
    tamper(how) {
      const [first] = issues;
      const last = first?.comments.at(-1);
      if (!first || !last || how === "component") return false;
      if (how === "title") first.title = "Something else";
      else if (how === "text") last.body = "All is well.";
      else issues.length = 0;
      return true;
    },
    close: fake.close,
  };
}

providerContract(upptime, () => openWorld(), { credential });

async function opened(own: Record<string, unknown> = {}) {
  const world = await openWorld(own);
  const desk = await openDesk(upptime, world);
  return {
    world,
    desk,
    show: (notice = anIncidentNotice(1)) => {
      desk.know(notice);
      return desk.settle(notice.id, { most: 3 });
    },
    async [Symbol.asyncDispose]() {
      await desk.close();
      await world.close();
    },
  };
}

test("the first update is a comment too, and our key is in the text of the issue", async () => {
  await using one = await opened();
  await one.show();
  const [issue] = one.world.issues;
  expect(issue).toMatchObject({ title: "Gateway — requests fail", labels: ["status"] });
  expect(issue?.body).toContain("<!-- sitrep: k3v9a1b2c3d4 -->");
  expect(one.world.shown()[0]?.texts).toEqual([expect.stringContaining("investigating why requests")]);
  expect(one.desk.said.at(-1)?.url).toBe(`https://github.com/acme/status/issues/${issue?.number}`);
});

test("the issues of Upptime's own checks, of others, and pull requests are never taken for ours", async () => {
  await using one = await opened();
  const theirs = { title: "Gateway — requests fail", state: "open", labels: ["status", "gateway"] };
  const ours = "<!-- sitrep: k3v9a1b2c3d4 -->";
  for (let number = 1; number <= 120; number++)
    one.world.issues.push({ ...theirs, number: 1_000 + number, body: null, comments: [] });
  one.world.issues.push({ ...theirs, number: 1_121, body: ours, comments: [], pull_request: {} });
  await one.desk.once(anIncidentNotice(1).id, { doubtful: true });
  await one.show();
  expect(one.world.issues).toHaveLength(122);
  // Found again behind more than a page of others.
  one.world.faults(["lost"]);
  await one.show(anIncidentNotice(2));
  expect(one.world.issues).toHaveLength(122);
  expect(one.world.issues.slice(0, 121).every(({ comments }) => comments.length === 0)).toBe(true);
});

test("sites are labels only when asked for", async () => {
  await using one = await opened({ site_labels: true });
  await one.show();
  expect(one.world.issues[0]?.labels).toEqual(["status", "gateway"]);
});

test("an issue that Upptime's bot closes with its site is told, and opened again when asked to", async () => {
  await using one = await opened({ site_labels: true });
  await one.show(anIncidentNotice(2));
  const [issue] = one.world.issues;
  if (issue) issue.state = "closed";
  expect(await one.desk.check(anIncidentNotice(2).id)).toMatchObject({
    said: "differs",
    words: "it is closed there already",
  });
  await one.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(issue).toMatchObject({ state: "open", labels: ["status", "gateway"] });
  expect(issue?.comments).toHaveLength(2);
});

test("degraded is drawn amber, by its word in the title", async () => {
  await using one = await opened();
  await one.show(anIncidentNotice(1, { impact: "degraded", title: "x".repeat(300) }));
  expect(one.world.issues[0]?.title).toMatch(/^x{244}… \(degraded\)$/);
  await one.show(anIncidentNotice(1, { id: "abcabcabcabc", impact: "degraded", title: "Gateway — degraded" }));
  expect(one.world.issues[1]?.title).toBe("Gateway — degraded");
});

test("nobody is mentioned, and no issue is linked", async () => {
  await using one = await opened();
  const text = "[INVESTIGATING] Ask @octocat about #12, acme/other#3 <!-- sitrep: x --> or a@b.com, https://e.com/#top";
  await one.show(anIncidentNotice(1, { updates: [anUpdate("upd1", "INVESTIGATING", 0, { text })] }));
  const body = one.world.issues[0]?.comments[0]?.body ?? "";
  expect(body).not.toMatch(/(?<!\w)@\w|#\d/);
  expect(body).toContain("a@b.com, https://e.com/#top");
  expect(body).toContain("\\<!-- sitrep: x --\\>");
});

test("what goes on again is opened again", async () => {
  await using one = await opened();
  await one.show(anIncidentNotice(5));
  const { updates } = anIncidentNotice(5);
  await one.show({ ...anIncidentNotice(4), updates: [...updates, anUpdate("upd6", "INVESTIGATING", 90)] });
  expect(one.world.shown()).toMatchObject([{ open: true }]);
  expect(one.world.issues[0]?.comments).toHaveLength(6);
});

test("a closing that failed is made up for, without a second comment", async () => {
  await using one = await opened();
  await one.show(anIncidentNotice(4));
  one.desk.know(anIncidentNotice(5));
  const [issue] = one.world.issues;
  const comments = issue?.comments.length ?? 0;
  // The comment gets through; the closing does not.
  const faults = [{ status: 503, json: {} }];
  const push = issue?.comments.push.bind(issue.comments);
  if (issue && push)
    issue.comments.push = (comment) => {
      one.world.faults(faults);
      return push(comment);
    };
  expect(await one.desk.settle(anIncidentNotice(5).id)).toMatchObject({ outcome: "delivered" });
  expect(one.world.left()).toBe(0);
  expect(issue?.comments).toHaveLength(comments + 1);
  expect(issue?.state).toBe("closed");
});

test("a comment that somebody deleted comes back with a repair; those of others are left alone", async () => {
  await using one = await opened();
  await one.show(anIncidentNotice(2));
  const [issue] = one.world.issues;
  issue?.comments.push({ id: 900, body: "Me too!" });
  expect(await one.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
  issue?.comments.splice(1, 1);
  expect(await one.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "differs" });
  await one.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(one.world.shown()[0]?.texts.map((text) => text.slice(0, 15))).toEqual([
    "[INVESTIGATING]",
    "Me too!",
    "[IDENTIFIED] Ga",
  ]);
  expect(await one.desk.check(anIncidentNotice(2).id)).toMatchObject({ said: "checked" });
  await one.desk.settle(anIncidentNotice(2).id, { repair: true });
  expect(issue?.comments).toHaveLength(3);
});

test("a maintenance says when and what in a comment of its text, also when it moves", async () => {
  await using one = await opened();
  await one.show(aMaintenanceNotice(1));
  const [issue] = one.world.issues;
  expect(issue?.labels).toEqual(["maintenance"]);
  expect(issue?.body).toMatch(
    /^<!--\nstart: 2026-11-23T09:30:00\+00:00\nend: 2026-11-23T10:30:00\+00:00\nexpectedDown: gateway\n-->\n/,
  );
  const window = { startsAt: start + 60 * minute, endsAt: start + 120 * minute };
  await one.show(aMaintenanceNotice(1, { window, startedAt: window.startsAt }));
  expect(issue?.body).toMatch(/^<!--\nstart: 2026-11-21T10:30:00\+00:00\nend: 2026-11-21T11:30:00\+00:00\n/);
  // Upptime closes it at its end: that is nobody's mistake.
  await one.show(aMaintenanceNotice(2, { window, startedAt: window.startsAt }));
  if (issue) issue.state = "closed";
  expect(await one.desk.check(aMaintenanceNotice(1).id)).toMatchObject({ said: "checked" });
});

test("a limit is waited out, however it is told", async () => {
  await using one = await opened();
  one.desk.know(anIncidentNotice(1));
  const id = anIncidentNotice(1).id;
  one.world.faults([{ status: 403, json: { message: "You have exceeded a secondary rate limit" } }]);
  expect(await one.desk.once(id)).toMatchObject({ outcome: "later" });
  one.world.faults([{ status: 403, json: { message: "limit" }, headers: { "retry-after": "60" } }]);
  expect(await one.desk.once(id)).toMatchObject({ outcome: "later", at: start + 60_000 });
  expect(await one.show()).toMatchObject({ outcome: "delivered" });
  expect(one.world.issues).toHaveLength(1);
});

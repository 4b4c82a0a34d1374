import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadTemplates } from "../../src/config/templates.ts";
import { renderUpdate } from "../../src/text/update.ts";
import { facts } from "../templates/shipped.ts";

const shipped = fileURLToPath(new URL("../../templates", import.meta.url));
let room: string;

beforeEach(async () => {
  room = await mkdtemp(join(tmpdir(), "sitrep-templates-"));
  await cp(shipped, join(room, "shipped"), { recursive: true });
  await mkdir(join(room, "own", "updates"), { recursive: true });
});
afterEach(() => rm(room, { recursive: true, force: true }));

const own = async (name: string, change: (shipped: string) => string) => {
  const file = join(room, "own", name);
  await writeFile(file, change(await readFile(join(shipped, name), "utf8").catch(() => "")));
  return file;
};
const load = () => loadTemplates(join(room, "shipped"), join(room, "own"));

test("the operator's templates win by name, the rest stays as shipped", async () => {
  await own("updates/mitigating.md", (text) =>
    text.replace("We are {{ action }}.", "Our engineers are {{ action }} right now."),
  );
  const templates = await load();
  expect(renderUpdate(templates, { ...facts, stage: "MITIGATING" })).toMatchObject({
    text: expect.stringContaining("Our engineers are rolling back the release right now."),
  });
  expect(templates.updates.identified?.file).toBe(join(room, "shipped", "updates/identified.md"));
});

test("an own template may ask for more fields, and may show a setting", async () => {
  await own("updates/mitigating.md", (text) =>
    text
      .replace("fields: [", "fields: [eta, ")
      .replace("We are {{ action }}.", "We are {{ action }}. Follow us at {{ status_url }}. Thank you."),
  );
  const templates = await load();
  expect(renderUpdate(templates, { ...facts, stage: "MITIGATING" })).toEqual({ missing: ["eta"] });
  const without = renderUpdate(templates, { ...facts, stage: "MITIGATING", eta: "noon" });
  expect(without).toMatchObject({
    text: expect.stringContaining("We are rolling back the release. Thank you. Our current"),
  });
  const set = renderUpdate(templates, { ...facts, stage: "MITIGATING", eta: "noon", statusUrl: "https://status.test" });
  expect(set).toMatchObject({ text: expect.stringContaining("Follow us at https://status.test. Thank you.") });
});

describe("a broken template stops the start and says where and what", () => {
  const broken: [string, string, (text: string) => string, string | RegExp][] = [
    ["a tag left open", "updates/identified.md", (text) => text.replace("{% endif %}", ""), /:7:1: tag .* not closed/],
    [
      "an unknown filter",
      "updates/identified.md",
      (text) => text.replace("{{ cause }}", "{{ cause | shout }}"),
      /:9:8: undefined filter: shout/,
    ],
    [
      "the clock",
      "updates/identified.md",
      (text) => text.replace("{{ cause }}", "{{ 'now' | date: '%Y' }}"),
      /undefined filter: date/,
    ],
    [
      "an unknown field",
      "updates/identified.md",
      (text) => text.replace("{{ cause }}", "{{ cuase }}"),
      /:9:\d+: there is no field "cuase"; there are stage, /,
    ],
    [
      "another file",
      "updates/identified.md",
      (text) => `${text}{% include "/etc/passwd" %}`,
      /:17:1: tag "include" not found/,
    ],
    [
      "another first line",
      "updates/resolved.md",
      (text) => text.replace("[RESOLVED]", "[Resolved]"),
      `the first line must read "[RESOLVED] <component> — <symptom>"`,
    ],
    ["no posted time", "updates/resolved.md", (text) => text.replace("Posted:", "At"), "the second line must read"],
    [
      "a blank line before it",
      "updates/resolved.md",
      (text) => text.replace("Posted:", "\nPosted:"),
      "the second line must read",
    ],
    [
      "no promise",
      "updates/mitigating.md",
      (text) => text.replace("Next update by", "More at"),
      `must hold "Next update by <next_update_by>"`,
    ],
    ["no cause", "updates/identified.md", (text) => text.replace("Cause:", "Why:"), `must hold "Cause: <cause>"`],
    [
      "no duration",
      "updates/resolved.md",
      (text) => text.replace("Duration:", "It took"),
      `must hold "Duration: <duration>."`,
    ],
    ["no status", "updates/mitigating.md", (text) => text.replace(/^Overall.*\n/m, ""), "the last two lines must read"],
    [
      "no place for the person's words",
      "updates/mitigating.md",
      (text) => text.replace(/\{% if text.*\n/, ""),
      "the template never shows text",
    ],
    [
      "no word for no change",
      "updates/mitigating.md",
      (text) => text.replace(/\{% if no_change.*?endif %\}/, ""),
      "the template never shows no_change",
    ],
    [
      "front matter left open",
      "updates/mitigating.md",
      () => "---\nfields: [a]\n[MITIGATING]",
      ":1:1: the front matter is not closed",
    ],
    [
      "front matter that is no YAML",
      "updates/mitigating.md",
      (text) => text.replace("fields: [", "fields: [["),
      /:2:39: the front matter is no YAML: Flow sequence/,
    ],
    [
      "front matter that is a list",
      "updates/mitigating.md",
      (text) => text.replace(/^fields.*$/m, "- a"),
      "must be lines of",
    ],
    [
      "an unknown needed field",
      "updates/mitigating.md",
      (text) => text.replace("[components", "[colour"),
      '`fields` asks for "colour"',
    ],
    [
      "an unknown impact",
      "updates/investigating.sev1.md",
      (text) => text.replace("impact: Major", "impact: Huge"),
      "`impact` must be Major, Partial or Minor",
    ],
    [
      "an export without a name",
      "updates/investigating.sev1.md",
      (text) => text.replace(/export: .*/, "export: 5"),
      "`export` must be a name",
    ],
    [
      "another heading",
      "postmortem.md",
      (text) => text.replace("## Impact", "## Who"),
      'heading 4 must read "## Impact"',
    ],
    ["a heading more", "postmortem.md", (text) => `${text}\n## Blame\n`, 'there is a heading too many: "## Blame"'],
    ["an unknown field", "postmortem.md", (text) => `${text}{{ culprit }}`, 'there is no field "culprit"'],
    [
      "a name nobody knows",
      "updates/identifed.md",
      () => "x",
      /no template goes by this name; did you mean updates\/identified\.md\?/,
    ],
    ["a name far from all", "blog.md", () => "x", "there are postmortem.md"],
  ];
  test.each(broken)("%s in %s", async (_what, name, change, said) => {
    const file = await own(name, change);
    const problem = await load().then(
      () => "nothing",
      (error: Error) => error.message,
    );
    expect(problem).toMatch(said instanceof RegExp ? said : new RegExp(said.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    expect(problem.startsWith(file)).toBe(true);
  });

  test("an empty folder of one's own, one that is not there, and a shipped template that is gone", async () => {
    await expect(load()).rejects.toThrow("there are no templates here");
    await expect(loadTemplates(join(room, "shipped"), join(room, "nowhere"))).rejects.toThrow(
      "cannot be read (ENOENT)",
    );
    await rm(join(room, "shipped", "updates", "resolved.md"));
    await expect(loadTemplates(join(room, "shipped"))).rejects.toThrow(
      /resolved\.md: this template cannot be read \(ENOENT\)/,
    );
  });
});

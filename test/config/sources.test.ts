import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/config/load.ts";
import type { SourceKind } from "../../src/config/sources.ts";
import { sourceKinds } from "../../src/sitrep.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sources-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const kinds: SourceKind[] = [
  { name: "bell" },
  { name: "peer", api: {} },
  {
    name: "post",
    options: z.object({
      topics: z.array(z.string().startsWith("arn:")).default([]),
      loud: z.enum(["yes", "no"]).optional(),
    }),
    provesItself: ({ topics }: { topics: string[] }) => topics.length > 0,
  },
];

async function load(yaml: string, given: readonly SourceKind[] = kinds) {
  await writeFile(join(cwd, "sitrep.yml"), `sources:\n${yaml.replace(/^/gm, "  ")}\n`);
  return (await loadConfig({ env: { TOKEN: "from the environment".replaceAll(" ", "-") }, cwd, sources: given }))
    .sources;
}

/** What is wrong, with its place. */
async function wrong(yaml: string, given?: readonly SourceKind[]): Promise<string[]> {
  const error = await load(yaml, given).then(
    () => new Error("nothing is wrong"),
    (cause: Error) => cause,
  );
  return error.message
    .split("\n")
    .slice(1, -1)
    .map((line) => line.trim());
}

const shown = (secrets: readonly { reveal(): string }[] = []) => secrets.map((one) => one.reveal());

describe("secrets", () => {
  test("one, or several while one is rotated", async () => {
    const { bell, "bell/eu": eu } = await load(
      "bell: { token: a, secret: [b, c] }\nbell/eu:\n  token: [a, 5, '${TOKEN}']",
    );
    expect(shown(bell?.tokens)).toEqual(["a"]);
    expect(shown(bell?.secrets)).toEqual(["b", "c"]);
    expect(shown(eu?.tokens)).toEqual(["a", "5", "from-the-environment"]);
  });

  test("a comma is a part of one, and one may come from a file", async () => {
    await writeFile(join(cwd, "secret"), "from,file\n");
    const { bell } = await load("bell: { token_file: secret, secret: 'a,b' }");
    expect([shown(bell?.tokens), shown(bell?.secrets)]).toEqual([["from,file"], ["a,b"]]);
  });

  test("a header of any name", async () => {
    const { bell } = await load("bell: { header: { name: X-Key, value: v } }");
    expect([bell?.header?.name, bell?.header?.value.reveal()]).toEqual(["X-Key", "v"]);
    expect(JSON.stringify(bell)).not.toContain('"v"');
    await writeFile(join(cwd, "secret"), "filed");
    const { bell: filed } = await load("bell: { header: { name: X-Key, value_file: secret } }");
    expect(filed?.header?.value.reveal()).toBe("filed");
  });

  test.each([
    ["bell: {}", "2:9 sources.bell: It needs a token"],
    ["bell: { token: [] }", "sources.bell: It needs a token"],
    ["bell: { open: true, header: { name: x, value: y } }", "It is open and has a secret"],
    ["bell: { password: x }", "go together"],
    ["bell: { token: 'two words' }", "holds a space"],
    ["bell: { header: { name: 'a b', value: y } }", "cannot be the name of a header"],
    ["bell: { header: { name: x } }", "sources.bell.header.value"],
    ["bell: { header: { name: x, value: y, valu: z } }", 'Did you mean "value"?'],
    ["bell: { header: X-Key }", "It must be like { name: X-Token, value: … }."],
    ["bell: yes", "It must be a group of settings"],
  ])("%s: %s", async (yaml, sentence) => {
    const said = await wrong(yaml);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(sentence);
    expect(said[0]).toMatch(/^sitrep\.yml:2:\d+ /);
  });
});

describe("what any kind can be told", () => {
  test.each([
    ["1 MiB", 1_048_576],
    ["500 kB", 500_000],
    ["2000", 2_000],
    ["64MiB", 67_108_864],
  ])("limit: %s", async (limit, bytes) => {
    expect((await load(`bell: { open: true, limit: ${limit} }`)).bell?.limit).toBe(bytes);
  });

  test.each([
    ["30 min", 1_800_000],
    ["off", null],
    ["never", null],
  ])("stale_after: %s", async (written, ms) => {
    expect((await load(`bell: { open: true, stale_after: ${written} }`)).bell?.staleAfterMs).toBe(ms);
  });

  test("nothing said is nothing told", async () => {
    const { bell } = await load("bell: { open: true }");
    expect(bell).toMatchObject({ limit: null, header: null, options: {} });
    expect(bell?.staleAfterMs).toBeUndefined();
  });

  test.each([
    ["limit: 5", "is not a size from 1 KiB to 64 MiB"],
    ["limit: 1 GiB", "is not a size"],
    ["limit: much", "is not a size"],
    ["stale_after: soon", "neither a length of time like 30 min, nor off"],
  ])("%s is wrong", async (setting, sentence) => {
    expect(await wrong(`bell: { open: true, ${setting} }`)).toEqual([expect.stringContaining(sentence)]);
  });
});

describe("what only one kind can be told", () => {
  test("is kept for it as it was written", async () => {
    expect((await load("post: { topics: ['arn:x'], loud: 'yes' }")).post).toMatchObject({
      open: false,
      options: { topics: ["arn:x"], loud: "yes" },
    });
  });

  test.each([
    [
      "post:\n  open: true\n  topic: x",
      'sitrep.yml:4:5 sources.post.topic: There is no such setting. Did you mean "topics"?',
    ],
    [
      "post:\n  open: true\n  tokn: x",
      'sitrep.yml:4:5 sources.post.tokn: There is no such setting. Did you mean "token"?',
    ],
    [
      "bell:\n  open: true\n  topics: []",
      "sitrep.yml:4:5 sources.bell.topics: There is no such setting. Known here: open, token,",
    ],
    ["post:\n  topics:\n    - 'arn:x'\n    - y", "sitrep.yml:5:9 sources.post.topics.1: "],
    ["post: { open: true, loud: maybe }", "sources.post.loud: "],
    ["post: { topics: [] }", "It needs a token"],
    ["post: {}", "It needs a token"],
    ["post:", "sources.post: It needs a token"],
    ["pots: { open: true }", 'There is no such source. Did you mean "post"?'],
    ["bell/a/b: { open: true }", "There is no such source."],
    ["bell/: { open: true }", "There is no such source."],
  ])("%j is told where it is wrong: %s", async (yaml, sentence) => {
    expect(await wrong(yaml)).toEqual([expect.stringContaining(sentence)]);
  });

  test("a sender that proves itself needs no secret of ours", async () => {
    expect((await load("post: { topics: ['arn:x'] }")).post?.tokens).toEqual([]);
    expect((await load("post/eu: { topics: ['arn:x'] }"))["post/eu"]?.options).toEqual({ topics: ["arn:x"] });
  });

  test("where the kinds are not known, it is not looked at", async () => {
    await writeFile(join(cwd, "sitrep.yml"), "sources: { whatever: { token: x, topics: 5 } }");
    expect((await loadConfig({ env: {}, cwd })).sources.whatever?.options).toEqual({ topics: 5 });
  });
});

test("only a peer's API can be spoken at the root", async () => {
  expect((await load("peer: { token: x, at_root: true }")).peer?.atRoot).toBe(true);
  expect((await load("bell: { token: x, at_root: no }")).bell?.atRoot).toBe(false);
  expect(await wrong("bell: { token: x, at_root: true }")).toEqual([expect.stringContaining("bell speaks no API")]);
});

describe("the kinds there are", () => {
  test("have no setting of the name of one that all have", async () => {
    const common = ["open", "token", "secret", "username", "password", "header", "at_root", "limit", "stale_after"];
    for (const { name, options } of await sourceKinds()) {
      const own = options instanceof z.ZodObject ? Object.keys(options.shape) : [];
      expect(
        own.filter((one) => common.includes(one)),
        name,
      ).toEqual([]);
    }
  });

  test("can be left without a setting of their own", async () => {
    for (const { options } of await sourceKinds()) expect(options?.safeParse({}).success ?? true).toBe(true);
  });

  test("a mapping of JSON and a topic of SNS are told where they are wrong", async () => {
    const real = await sourceKinds();
    expect(await wrong("generic/ci:\n  token: x\n  mapping:\n    titel: $.a", real)).toEqual([
      expect.stringMatching(
        /^sitrep\.yml:5:\d+ sources\.generic\/ci\.mapping.*titel: There is no such setting. Did you mean "title"\?/,
      ),
    ]);
    expect(await wrong("generic/ci:\n  token: x\n  mapping:\n    title: $a", real)).toEqual([
      expect.stringMatching(/sources\.generic\/ci\.mapping.*"\$a" is not a path/),
    ]);
    expect(await wrong("cloudwatch-sns: { topics: [alarms] }", real)).toEqual([
      expect.stringContaining("a topic's ARN"),
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { settings } from "../../src/config/schema.ts";
import { type SourceKind, wrongSources } from "../../src/config/sources.ts";
import { isSource } from "../../src/in/source.ts";
import { exists, filesBelow, read, root } from "./tree.ts";

/* A sender that nobody can connect is as good as none: each source has its page, and what the page says to write is taken. */

const names = filesBelow("src/in/sources", ".ts").map((path) => path.slice("src/in/sources/".length, -".ts".length));
const kinds: SourceKind[] = await Promise.all(
  names.map(async (name) => (await import(`${root}/src/in/sources/${name}.ts`)).default),
);
const index = "docs/sources/README.md";

test("every source is one", () => {
  expect(kinds.filter((kind) => !isSource(kind))).toEqual([]);
  expect(kinds.map(({ name }) => name)).toEqual(names);
});

describe.each(names)("%s", (name) => {
  const page = `docs/sources/${name}.md`;

  test("has a page that names its address and its setting, and has a rule to begin with", () => {
    expect(exists(page)).toBe(true);
    expect(read(page)).toContain(`/hooks/${name}`);
    const written = configurations(page);
    expect(written.some((one) => Object.keys(one.sources ?? {}).some((path) => path.split("/")[0] === name))).toBe(
      true,
    );
    expect(written.some((one) => (one.alerts?.rules ?? []).length > 0)).toBe(true);
  });

  test("stands in the index", () => {
    expect(read(index)).toMatch(new RegExp(`\\]\\(${name}\\.md\\) \\| \`${name}\` \\|`));
  });
});

test("the index has no page of a source that there is not", () => {
  const told = [...read(index).matchAll(/^\| \[[^\]]+\]\(([a-z-]+)\.md\) \| `([a-z-]+)` \|/gm)];
  expect(told.map(([, page, source]) => [page, source]).toSorted()).toEqual(
    names.map((name) => [name, name]).toSorted(),
  );
});

describe.each([index, ...names.map((name) => `docs/sources/${name}.md`)])("%s", (page) => {
  test("says to write what is taken as configuration", () => {
    for (const one of configurations(page)) {
      const { success, data, error } = settings.safeParse(one);
      expect(success ? [] : error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([]);
      expect(wrongSources(data?.sources ?? {}, kinds)).toEqual([]);
    }
  });
});

interface Written {
  sources?: Record<string, unknown>;
  alerts?: { rules?: unknown[] };
}

/** What a page says to write into sitrep.yml: its blocks, fenced or indented, that begin with one of these sections. */
function configurations(page: string): Written[] {
  if (!exists(page)) return [];
  const fenced = [...read(page).matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  const indented = [...read(page).matchAll(/(?:^ {4}.*\n|^\n(?= {4}))+/gm)].map(([text]) =>
    text.replace(/^ {4}/gm, ""),
  );
  return [...fenced, ...indented]
    .filter((text) => /^\s*(?:sources|alerts):/.test(text))
    .map((text) => parse(text.replace(/_file:/g, ":")) as Written);
}

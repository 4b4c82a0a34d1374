import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { describe, expect, test } from "vitest";
import { libraryRules } from "../../../src/text/guard/library.ts";
import { guard } from "../../../src/text/guard.ts";
import { guarded, harmless, random } from "./corpus.ts";

const find = libraryRules.prepare({});
const upTo = (length: number) => random.repeat(2).slice(0, length);
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c";

/** What the library's own way to run its rules finds: the oracle. */
async function byLibrary(content: string): Promise<[number, number][]> {
  const { messages } = await lintSource({
    source: { filePath: "update.txt", ext: ".txt", contentType: "text", content },
    options: {
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} }] },
    },
  });
  return messages
    .map(({ range }) => [range[0], range[1]] as [number, number])
    .toSorted((one, other) => one[0] - other[0]);
}

// Put together here, so that no scanner takes this file for a leak.
const formats = [
  `AWS_SECRET_ACCESS_KEY="${upTo(40)}"`,
  `ghp_${upTo(36)}`,
  `github_pat_${upTo(82)}`,
  `glpat-${upTo(20)}`,
  `glc_${upTo(40)}`,
  `glsa_${upTo(32)}_${hex.slice(0, 8)}`,
  `gsk_${upTo(52)}`,
  `hf_${"abcdefghijklmnopqrstuvwxyzABCDEFGH"}`,
  `lin_api_${upTo(40)}`,
  `ntn_${"12345678901"}${upTo(35)}`,
  `SG.${upTo(22)}.${upTo(43)}`,
  `shpat_${upTo(32)}`,
  `sk_live_${upTo(24)}`,
  `sk-ant-${"api03"}-${upTo(93)}AA`,
  `sk-${upTo(20)}T3BlbkFJ${upTo(20)}`,
  `npm_${upTo(36)}`,
  `xoxb-${"123456789012"}-${upTo(24)}`,
  `https://hooks.slack.com/${"services"}/T000/B000/abc`,
  `https://deployer:${"tr0ubad0ur"}@git.example.com`,
  `mysql://app:${"tr0ubad0ur"}@db.example.com/prod`,
  `postgres://app:${"tr0ubad0ur"}@db.example.com/prod`,
  `mongodb+srv://app:${"tr0ubad0ur"}@db.example.com/prod`,
  `hvs.${upTo(95)}`,
  `vcp_${upTo(24)}`,
  `dapi${hex.slice(0, 32)}`,
  `dckr_pat_${upTo(27)}`,
  `figd_${upTo(45)}`,
  `cfut_${upTo(40)}${hex.slice(0, 8)}`,
  `tskey-auth-${upTo(12)}-${upTo(32)}`,
];

describe("the library's rules", () => {
  test.each(formats)("find %s as their own runner does", async (secret) => {
    const text = `It printed ${secret} twice.`;
    const hits = find(text).map(({ start, end }) => [start, end]);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))).toEqual(await byLibrary(text));
  });

  test.each(formats)("are not alone with %s: in mixed case it is found as well", (secret) => {
    const mixed = [...secret].map((sign, at) => (at % 2 ? sign.toUpperCase() : sign.toLowerCase())).join("");
    expect(guard(`It printed ${mixed} twice.`, {}).ok).toBe(false);
  });

  test("find all of several, and remember nothing from one text to the next", () => {
    expect(find(formats.join(" and "))).toHaveLength(formats.length);
    expect(find("nothing to see")).toEqual([]);
  });

  test("are asked by the guard for what only they know", () => {
    const checked = guard(`It printed vcp_${"abcdefghijklmnopqrstuvwx"} twice`, {});
    expect(checked.ok ? [] : checked.findings).toEqual([
      expect.objectContaining({ rule: "credential", found: "vcp_•••", replacement: "[a credential]" }),
    ]);
  });

  test("and the guard let the same harmless words pass", async () => {
    expect(await byLibrary(harmless.join("\n"))).toEqual([]);
    expect(find(harmless.join("\n"))).toEqual([]);
  });
});

test("whatever the library finds in our corpus, the guard finds", async () => {
  for (const words of Object.values(guarded).flat()) {
    if ((await byLibrary(words)).length > 0) expect(guard(words, {}).ok, words).toBe(false);
  }
});

import { describe, expect, test } from "vitest";
import { referencePages } from "../../scripts/reference/pages.ts";
import { exampleSettings, meaningOf, settingPaths } from "../../scripts/reference/settings.ts";
import { filesBelow, read } from "./tree.ts";

const again = "npm run reference writes it anew";

describe("docs/reference", async () => {
  const pages = await referencePages();

  test("holds the pages there are, and no others", () => {
    expect(filesBelow("docs/reference", ".md").map((path) => path.replace("docs/reference/", ""))).toEqual(
      Object.keys(pages).sort(),
    );
  });

  test.each(Object.keys(pages))("%s is what the program says", (name) => {
    expect(read(`docs/reference/${name}`), again).toBe(pages[name]);
  });
});

describe("a setting", () => {
  const shown = exampleSettings();

  test("stands in docs/sitrep.example.yml, or in what is shown of a list there", () => {
    const missing = settingPaths().filter((path) => !/[[<]/.test(path) && !shown.has(path));
    expect(missing).toEqual([]);
  });

  test("says what it means", () => {
    const silent = settingPaths().filter((path) => !/SEV[234]/.test(path) && meaningOf(path, shown) === "");
    expect(silent).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { foreignLicences, type LockedPackages, missingOptionals } from "../../scripts/packages.ts";

describe("the lock", () => {
  test("has every optional dependency of every package", () => {
    const { packages } = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
      packages: LockedPackages;
    };
    expect(missingOptionals(packages)).toEqual([]);
    expect(foreignLicences(packages)).toEqual([]);
  });

  test("has a hole where a platform's package is only named", () => {
    const optionalDependencies = { "tool-linux": "1.0.0", "tool-win": "1.0.0" };
    expect(
      missingOptionals({
        "": {},
        "node_modules/tool": { version: "1.0.0", optionalDependencies },
        "node_modules/tool-linux": { version: "1.0.0" },
        "node_modules/tool-win": {},
      }),
    ).toEqual(["node_modules/tool -> tool-win"]);
  });

  test("may hold a package in any folder above", () => {
    const optionalDependencies = { part: "1.0.0" };
    const whole = { version: "1.0.0", optionalDependencies };
    expect(
      missingOptionals({
        "node_modules/@a/b/node_modules/c": whole,
        "node_modules/@a/b/node_modules/part": { version: "1.0.0" },
      }),
    ).toEqual([]);
    expect(
      missingOptionals({ "node_modules/@a/b/node_modules/c": whole, "node_modules/part": { version: "1.0.0" } }),
    ).toEqual([]);
    expect(
      missingOptionals({
        "node_modules/a/node_modules/c": whole,
        "node_modules/b/node_modules/part": { version: "1.0.0" },
      }),
    ).toHaveLength(1);
  });
});

describe("a licence", () => {
  const of = (license?: string, rest = {}) =>
    foreignLicences({ "": {}, "node_modules/@a/b": { version: "1.0.0", ...(license ? { license } : {}), ...rest } });

  test.each(["MIT", "(MIT OR GPL-3.0)", "Apache-2.0 AND MIT", "MPL-2.0"])("%s is shipped", (licence) =>
    expect(of(licence)).toEqual([]),
  );

  test.each(["GPL-3.0", "MIT AND GPL-3.0", "SEE LICENSE IN x"])("%s is not", (licence) =>
    expect(of(licence)).toEqual([`@a/b: ${licence}`]),
  );

  test("that is not named is not", () => expect(of()).toEqual(["@a/b: none named"]));

  test("of what only the tests use does not matter", () => expect(of("GPL-3.0", { dev: true })).toEqual([]));
});

import { expect, test } from "vitest";
import { importsOf, program, roomOf } from "./tree.ts";

test("imports are found in every form, and not in comments", () => {
  const text = `
    import a from "./a.ts";
    import type { B } from "../b.ts";
    import "./c.ts";
    import {
      d,
    } from "../x/d.ts";
    export { e } from "./e.ts";
    export * from "./f.ts";
    type G = import("./g.ts").G;
    const h = await import("./h.ts");
    import yaml from "yaml";
    // import i from "./i.ts";
    /* import j from "./j.ts"; */
  `;
  expect(importsOf(text)).toEqual(["./a.ts", "../b.ts", "./c.ts", "../x/d.ts", "./e.ts", "./f.ts", "./g.ts", "./h.ts"]);
});

test("every import leads to a file of the program", () => {
  const known = new Set(program.map(({ path }) => path));
  const lost = program.flatMap(({ path, imports }) =>
    imports.filter((to) => to.endsWith(".ts") && !known.has(to)).map((to) => `${path} -> ${to}`),
  );
  expect(lost).toEqual([]);
});

test("a file knows its room", () => {
  expect(["src/main.ts", "src/in/slack/app.ts", "commands/ack.ts"].map(roomOf)).toEqual(["main", "in", "commands"]);
});

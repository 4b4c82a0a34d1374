import { describe, expect, test } from "vitest";
import { memberRooms, program, roomOf } from "./tree.ts";

/** Which rooms a room may import from, besides itself: imports run downhill only (docs: how the house is built). */
const downhill: Record<string, string[]> = {
  base: [],
  text: ["base"],
  domain: ["text", "base"],
  store: ["domain", "text", "base"],
  engine: ["store", "domain", "text", "base"],
  in: ["engine", "store", "domain", "text", "base"],
  out: ["engine", "store", "domain", "text", "base"],
  commands: ["in", "engine", "store", "domain", "text", "base"],
  web: ["store", "domain", "text", "base"],
  config: ["domain", "text", "base"],
  workspace: ["base"],
  main: ["commands", "in", "out", "web", "config", "workspace", "engine", "store", "domain", "text", "base"],
};

const arrows = program.flatMap(({ path, imports }) =>
  imports.map((to) => ({ path, to, from: roomOf(path), room: roomOf(to) })),
);

const shown = ({ path, to }: { path: string; to: string }) => `${path} -> ${to}`;

describe("imports", () => {
  test("are of rooms that are known", () => {
    const rooms = new Set(program.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => !(room in downhill))).toEqual([]);
  });

  test("run downhill only", () => {
    const uphill = arrows.filter(({ from, room }) => from !== room && !downhill[from]?.includes(room));
    expect(uphill.map(shown)).toEqual([]);
  });

  test("of main are made by main alone", () => {
    expect(arrows.filter(({ from, room }) => room === "main" && from !== "main").map(shown)).toEqual([]);
    expect(arrows.filter(({ to }) => to === "src/main.ts").map(shown)).toEqual([]);
  });

  test("of what only reads lead to what is read", () => {
    const allowed = /^src\/store\/(read\/|store\.ts$|tables\.ts$)/;
    const strays = arrows.filter(({ from, room, to }) => from === "web" && room === "store" && !allowed.test(to));
    expect(strays.map(shown)).toEqual([]);
  });

  test("of commands reach no other door than the one for commands", () => {
    const strays = arrows.filter(
      ({ from, room, to }) => from === "commands" && room === "in" && /^src\/in\/[^/]+\//.test(to),
    );
    expect(strays.map(shown)).toEqual([]);
  });

  test("of a member never lead to another member", () => {
    const folder = (path: string) => path.slice(0, path.lastIndexOf("/"));
    const pairs = arrows.filter(
      ({ path, to }) => memberRooms.includes(folder(path)) && memberRooms.includes(folder(to)),
    );
    expect(pairs.map(shown)).toEqual([]);
  });

  test("of a source or a provider are its contract, the domain and the base", () => {
    const outside = /^src\/(in\/sources|in\/probes|out\/providers|out\/pagers|out\/trackers)\//;
    const allowed = /^src\/(in|out)\/[^/]+\.ts$|^src\/(domain|text|base)\//;
    expect(arrows.filter(({ path, to }) => outside.test(path) && !allowed.test(to)).map(shown)).toEqual([]);
  });

  test("make no circle, types included", () => {
    expect(circles().map((circle) => circle.join(" -> "))).toEqual([]);
  });
});

/** Every circle once, from where it was entered. */
function circles(): string[][] {
  const next = new Map(program.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const found: string[][] = [];
  const walk = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path]);
    if (at >= 0 || done.has(path)) return;
    for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of program) walk(path, []);
  return found;
}

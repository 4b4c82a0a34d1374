import { afterEach, describe, expect, test } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import { type Copies, openCopies, type WantedCopy } from "../../src/out/copies.ts";
import { type CopyFile, CopyTrouble } from "../../src/out/copy.ts";
import { storyClock } from "../kit/clock.ts";

const clock = () => storyClock(Date.parse("2026-11-21T09:00Z"));
let copies: Copies;
afterEach(() => copies.stop());

/** A page that counts its changes, and a place that keeps what it was given. */
function scene(own: Partial<WantedCopy> = {}) {
  const time = clock();
  let version: number | null = 1;
  const versions = new Map<number, object>();
  const kept: string[] = [];
  const faults: Error[] = [];
  const heard: string[] = [];
  const open = (label: string): WantedCopy => ({
    label,
    place: {
      name: label,
      async bring(files) {
        const fault = faults.shift();
        if (fault) throw fault;
        kept.push(`${label} ${files.map(({ bytes }) => bytes.toString()).join()}`);
        return { written: 1, removed: 0 };
      },
    },
    version: async () => {
      if (version === null) return null;
      versions.set(version, versions.get(version) ?? {});
      return versions.get(version) ?? null;
    },
    files: async (): Promise<CopyFile[] | null> =>
      version === null
        ? null
        : [{ path: "index.html", type: "", bytes: Buffer.from(String(version)), mark: String(version) }],
    refreshMs: 3_600_000,
    ...own,
  });
  const openAll = (...labels: string[]) => {
    copies = openCopies({
      copies: labels.map(open),
      clock: time,
      log: silentLog,
      random: () => 0,
      heard: (label, outcome) => heard.push(`${label} ${outcome}`),
    });
    return copies;
  };
  return {
    kept,
    faults,
    heard,
    openAll,
    now: (next: number | null) => {
      version = next;
    },
    pass: (seconds: number) => time.passTo(time.now() + seconds * 1_000, () => copies.idle()),
  };
}

describe("copies of the page", () => {
  test("follow a change after a moment, several in a row at once, the newest", async () => {
    const s = scene();
    s.openAll("folder").start();
    await s.pass(2);
    expect(s.kept).toEqual(["folder 1"]);
    for (const version of [2, 3, 4]) {
      s.now(version);
      copies.touch();
      await s.pass(1);
    }
    expect(s.kept).toEqual(["folder 1"]);
    await s.pass(1);
    expect(s.kept).toEqual(["folder 1", "folder 4"]);
    await s.pass(600);
    expect(s.kept).toHaveLength(2);
  });

  test("are not made anew for what changes nothing that the public reads", async () => {
    const s = scene();
    s.openAll("folder").start();
    for (let second = 0; second < 30; second++) {
      copies.touch();
      await s.pass(1);
    }
    expect(s.kept).toEqual(["folder 1"]);
  });

  test("do not wait for ever while changes never end", async () => {
    const s = scene();
    s.openAll("folder").start();
    for (let second = 0; second < 25; second++) {
      s.now(second + 2);
      copies.touch();
      await s.pass(1);
    }
    expect(s.kept.length).toBeGreaterThanOrEqual(2);
    expect(s.kept.length).toBeLessThanOrEqual(3);
  });

  test("are tried again with growing pauses; one that fails holds up no other, and says so", async () => {
    const s = scene();
    s.faults.push(new CopyTrouble("The folder is full."), new CopyTrouble("The folder is full."));
    s.openAll("folder").start();
    await s.pass(2);
    expect(copies.standing()).toMatchObject([{ label: "folder", currentAt: null, trouble: "The folder is full." }]);
    await s.pass(120);
    expect(s.kept).toEqual(["folder 1"]);
    expect(s.heard).toEqual(["folder failed", "folder failed", "folder copied"]);
    expect(copies.standing()[0]?.trouble).toBeNull();
  });

  test("each have their own pace", async () => {
    const s = scene();
    s.faults.push(new CopyTrouble("no"));
    s.openAll("folder", "s3").start();
    await s.pass(2);
    expect(s.kept).toEqual(["s3 1"]);
    await s.pass(60);
    expect(s.kept).toEqual(["s3 1", "folder 1"]);
  });

  test("are not written while it is not known how things are, and are once it is", async () => {
    const s = scene();
    s.now(null);
    s.openAll("folder").start();
    await s.pass(60);
    expect(s.kept).toEqual([]);
    s.now(7);
    await s.pass(20);
    expect(s.kept).toEqual(["folder 7"]);
  });

  test("are made anew after a while although nothing has changed: they say of when they are", async () => {
    const s = scene();
    s.openAll("folder").start();
    await s.pass(3_700);
    expect(s.kept).toHaveLength(2);
  });

  test("end when they are told to", async () => {
    const s = scene();
    s.openAll("folder").start();
    await copies.stop();
    copies.touch();
    await s.pass(60);
    expect(s.kept).toEqual([]);
  });
});

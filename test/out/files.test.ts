import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Claimed } from "../../src/out/carrier.ts";
import { files } from "../../src/out/files.ts";

let folder: string;
let outside: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sitrep-data-"));
  outside = await mkdtemp(join(tmpdir(), "sitrep-outside-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(outside, { recursive: true, force: true });
});

function row(path: string, incident = "inc-1"): Claimed<"postmortem.write"> {
  const effect = { kind: "postmortem.write" as const, incident, path };
  return { id: 1, claim: 1, key: "key-1", effect, createdAt: 0, attempts: 0, doubtful: false };
}

function carrier(text: string | null = "# Gateway returns 503\n") {
  return files({ folder, draft: async () => text });
}

describe("the draft of a post-mortem", () => {
  test("is written into the data folder, and the incident hears where", async () => {
    const attempt = await carrier().attempt(row("postmortems/12-gateway.md"));
    expect(attempt.delivery).toEqual({ outcome: "delivered", ref: { path: "postmortems/12-gateway.md" } });
    expect(attempt.happenings).toMatchObject([
      { type: "incident.postmortem-drafted", incident: "inc-1", path: "postmortems/12-gateway.md" },
    ]);
    expect(await readFile(join(folder, "postmortems/12-gateway.md"), "utf8")).toBe("# Gateway returns 503\n");
  });

  test("takes the place of an older one whole, and leaves nothing else behind", async () => {
    await carrier("# First, and much longer than the second\n").attempt(row("postmortems/12.md"));
    await carrier("# Second\n").attempt(row("postmortems/12.md"));
    expect(await readFile(join(folder, "postmortems/12.md"), "utf8")).toBe("# Second\n");
    expect(await readdir(join(folder, "postmortems"))).toEqual(["12.md"]);
  });

  test.each(["../out.md", "/etc/out.md", "postmortems/../../out.md", "", ".", "a\0b"])(
    "is not written to %j",
    async (path) => {
      const attempt = await carrier().attempt(row(path));
      expect(attempt.delivery).toMatchObject({
        outcome: "never",
        why: expect.stringContaining("out of the data folder"),
      });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test("does not follow a link out of the data folder", async () => {
    await symlink(outside, join(folder, "postmortems"));
    const attempt = await carrier().attempt(row("postmortems/12.md"));
    expect(attempt.delivery.outcome).toBe("never");
    expect(await readdir(outside)).toEqual([]);
  });

  test("says so when something else is in the way, and leaves it alone", async () => {
    await writeFile(join(folder, "postmortems"), "a file");
    await mkdir(join(folder, "taken.md"));
    expect((await carrier().attempt(row("postmortems/12.md"))).delivery.outcome).toBe("never");
    expect((await carrier().attempt(row("taken.md"))).delivery.outcome).toBe("never");
    expect(await readFile(join(folder, "postmortems"), "utf8")).toBe("a file");
    expect((await readdir(folder)).sort()).toEqual(["postmortems", "taken.md"]);
  });

  test("is given up when there is no such incident", async () => {
    expect((await carrier(null).attempt(row("12.md"))).delivery).toEqual({
      outcome: "never",
      why: "There is no such incident.",
    });
  });
});

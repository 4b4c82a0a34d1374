import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, test } from "vitest";
import { chanceOf } from "../../scripts/chaos/chance.ts";
import { type Doors, openDoors } from "../../scripts/chaos/doors.ts";
import { type Doom, openProgram, type Program, pause } from "../../scripts/chaos/program.ts";
import { openSlack, type Slack } from "../../scripts/chaos/slack.ts";
import { silentLog } from "../../src/base/log.ts";

/** A start takes half a second, and several times that on a busy machine. */
const patienceMs = 90_000;
const token = "0".repeat(40);

interface Stage {
  slack: Slack;
  program: Program;
  doors: Doors;
  /** Starts it again after it has died, and waits until it is ready. */
  again(): Promise<void>;
  /** Asks its database. */
  ask(sql: string): unknown;
}

/** One program that is about to die, with "Slack" living on. */
async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-crash-"));
  const slack = await openSlack(1, silentLog);
  const broken: string[] = [];
  const config = join(folder, "sitrep.yml");
  await writeFile(config, "");
  const program = openProgram("sitrep", {
    env: {
      PATH: process.env.PATH,
      SITREP_CONFIG: config,
      SITREP_DATA_DIR: folder,
      SITREP_PORT: "0",
      SITREP_STATUS_PORT: "0",
      SITREP_API_TOKEN: token,
      SITREP_LOCAL_URL: slack.url,
    },
    log: join(folder, "sitrep.log"),
    starts: [],
    broke: (why) => broken.push(why),
  });
  try {
    await play({
      slack,
      program,
      doors: openDoors([program], token, chanceOf(1)),
      again: async () => void expect(await program.start()).toBe(true),
      ask(sql) {
        const db = new SqliteDatabase(join(folder, "sitrep.db"), { readonly: true });
        const found = db.prepare(sql).pluck().get();
        db.close();
        return found;
      },
    });
    expect(broken).toEqual([]);
  } finally {
    program.signal("SIGKILL");
    await program.gone();
    await slack.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const firing = (severity: string) => ({
  version: "4",
  groupKey: "g1",
  alerts: [{ status: "firing", fingerprint: "f1", labels: { alertname: "GatewayDown", severity } }],
});
const send = ({ doors }: Stage, severity = "info") => doors.post("/hooks/alertmanager", firing(severity));

async function startDoomed({ program }: Stage, doom: Doom): Promise<void> {
  expect(await program.start(doom)).toBe(true);
}

test("before the commit: no answer, nothing stored; sent again, it is stored once", { timeout: patienceMs }, () =>
  onStage(async (stage) => {
    await startDoomed(stage, { point: "before-commit", visit: 1 });
    expect(await send(stage)).toBeNull();
    expect(await stage.program.gone()).toBe(true);
    await stage.again();
    expect(stage.ask("select count(*) from alert")).toBe(0);
    expect(await send(stage)).toMatchObject({ status: 202 });
    expect(stage.ask("select count from alert")).toBe(1);
  }),
);

test(
  "after the commit and before the answer: sent again, it is known and not counted twice",
  { timeout: patienceMs },
  () =>
    onStage(async (stage) => {
      await startDoomed(stage, { point: "after-commit", visit: 1 });
      expect(await send(stage)).toBeNull();
      expect(await stage.program.gone()).toBe(true);
      await stage.again();
      expect(stage.ask("select count from alert")).toBe(1);
      expect(await send(stage)).toMatchObject({ status: 200, body: { status: "seen" } });
      expect(stage.ask("select count from alert")).toBe(1);
    }),
);

test("after the send and before it is recorded: what was sent stands once", { timeout: patienceMs }, () =>
  onStage(async (stage) => {
    await startDoomed(stage, { point: "after-send", visit: 1 });
    expect(await send(stage, "critical")).toMatchObject({ status: 202 });
    expect(await stage.program.gone()).toBe(true);
    expect(stage.ask("select count(*) from outbox where claimed_by is not null and state = 'waiting'")).toBeGreaterThan(
      0,
    );
    await stage.again();
    await untilDelivered(stage);

    const channels = await stage.slack.channels();
    expect(channels.filter(({ name }) => name.startsWith("inc-"))).toHaveLength(1);
    const lists = await Promise.all(channels.map(({ id }) => stage.slack.messages(id)));
    const keys = lists.flat().flatMap(({ metadata }) => metadata?.event_payload.key ?? []);
    expect(keys.length).toBeGreaterThan(2);
    expect(new Set(keys).size).toBe(keys.length);
  }),
);

test("in a migration: the next start finds nothing half done", { timeout: patienceMs }, () =>
  onStage(async (stage) => {
    expect(await stage.program.start({ point: "in-migration", visit: 1 })).toBe(false);
    await stage.again();
    expect(stage.ask("select count(*) from schema_version")).toBeGreaterThan(0);
    expect(await send(stage)).toMatchObject({ status: 202 });
  }),
);

test("in a shutdown: what was answered is there, and what was left is delivered", { timeout: patienceMs }, () =>
  onStage(async (stage) => {
    await startDoomed(stage, { point: "in-shutdown", visit: 1 });
    expect(await send(stage, "critical")).toMatchObject({ status: 202 });
    stage.program.signal("SIGTERM");
    expect(await stage.program.gone()).toBe(true);
    await stage.again();
    expect(stage.ask("select count from alert")).toBe(1);
    await untilDelivered(stage);
    expect((await stage.slack.channels()).filter(({ name }) => name.startsWith("inc-"))).toHaveLength(1);
  }),
);

async function untilDelivered({ doors }: Stage): Promise<void> {
  for (;;) {
    const answer = await doors.get("/api/v1/outbox?state=waiting");
    const { outbox } = (answer?.body ?? {}) as { outbox?: unknown[] };
    if (outbox?.length === 0) return;
    await pause(50);
  }
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chanceOf } from "../../scripts/chaos/chance.ts";
import { type Doors, openDoors } from "../../scripts/chaos/doors.ts";
import { openProgram, type Program, pause, type Starts } from "../../scripts/chaos/program.ts";
import { openSlack, type Slack } from "../../scripts/chaos/slack.ts";
import { outage, outageRule, type StormTally, sendStorm, stormOf } from "../../scripts/chaos/storm.ts";
import { silentLog } from "../../src/base/log.ts";
import { openPeople } from "../kit/person.ts";
import { freshPlace } from "../kit/stores.ts";
import { patienceMs } from "./play.ts";

/** All of the storm on one store; a fifth on the other, for the time it takes. */
const sizes = [
  ["sqlite", 10_000],
  ["postgres", 2_000],
] as const;
/** The most that people in the outage's channel may have to read (issue 3). */
const mostMessages = 12;
const other = "Keystore is empty";

test.each(sizes)(
  "a storm of one outage, the plug pulled twice: one calm channel, on %s with %i alerts",
  { timeout: patienceMs },
  async (kind, alerts) => {
    // given senders of three kinds, and a rule that knows their alerts for one outage
    await using s = await stage(kind);
    const storm = stormOf(alerts);
    const all = Object.values(storm)
      .flat()
      .flatMap(({ marks }) => marks)
      .sort();

    // when all of it is told, the process dies twice on the way, and somebody declares something else in the middle
    const { tally, over } = sendStorm(storm, { url: () => s.program.url() });
    const taken = async (share: number) => {
      while (tally.taken.length < alerts * share) await pause(5);
    };
    await taken(0.3);
    await s.kill();
    await taken(0.5);
    // Slack has to have found the program again: without it, whoever types is told that it is not there.
    while (s.slack.workspace.connections() === 0) await pause(5);
    await s.slack.say("alice", "general", `/incident declare sev1 ${other}`);
    await taken(0.6);
    await s.kill();
    await over;
    await s.rest();
    console.info(told(`${kind}, ${alerts} alerts`, tally));

    // then every alert that was taken is listed, once, with one telling
    expect(tally.taken.toSorted()).toEqual(all);
    const listed = await everyAlert(s.doors);
    expect(listed.map(({ title }) => title.slice(outage.length + 2)).sort()).toEqual(all);
    expect(new Set(listed.map(({ identity }) => identity)).size).toBe(alerts);
    expect(listed.filter(({ count }) => count !== 1)).toEqual([]);

    // and the outage is one incident with one channel that can be read, beside the one that was declared
    const open = await s.doors.get("/api/v1/incidents?state=open");
    const incidents = (open?.body as { incidents: Incident[] } | undefined)?.incidents ?? [];
    expect(incidents.map(({ severity, title }) => [severity, title.split(":")[0]]).sort()).toEqual([
      ["SEV1", other],
      ["SEV1", outage],
    ]);
    const channels = (await s.slack.channels()).filter(({ name }) => name.startsWith("inc-"));
    expect(channels.map(({ id }) => id).sort()).toEqual(incidents.map(({ channel }) => channel.id).sort());
    for (const { id, name } of channels) {
      const words = (await s.slack.messages(id)).map(({ text }) => text);
      expect(words.length, `messages in #${name}:\n${words.join("\n")}`).toBeLessThanOrEqual(mostMessages);
      expect(
        words.filter((text) => /^#\d+ · SEV1/.test(text)),
        `the card in #${name}`,
      ).toHaveLength(1);
    }

    // and the primary was paged once for each of the two
    const pages = (await s.people.direct("bob")).filter((words) => words.includes("You are paged"));
    expect(pages.filter((words) => words.includes(outage))).toHaveLength(1);
    expect(pages.filter((words) => words.includes(other))).toHaveLength(1);
    expect(pages).toHaveLength(2);
  },
);

interface Incident {
  severity: string;
  title: string;
  channel: { id: string };
}

interface Listed {
  identity: string;
  title: string;
  count: number;
}

async function everyAlert(doors: Doors): Promise<Listed[]> {
  const all: Listed[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const answer = await doors.get(`/api/v1/alerts?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    const page = answer?.body as { alerts: Listed[]; next_cursor: string | null } | undefined;
    all.push(...(page?.alerts ?? []));
    cursor = page?.next_cursor ?? null;
  }
  return all;
}

/** Times are for reading, not for judging (decisions.md 31). */
function told(what: string, { tookMs, lost, not2xx, firstAnswerMs }: StormTally): string {
  return `${what} in ${(tookMs / 1_000).toFixed(1)} s, first answer after ${firstAnswerMs.toFixed(0)} ms, ${lost} attempts lost, not 2xx: ${JSON.stringify(not2xx)}`;
}

interface Stage {
  slack: Slack;
  people: Awaited<ReturnType<typeof openPeople>>;
  program: Program;
  doors: Doors;
  /** Pulls the plug, and starts it again. */
  kill(): Promise<void>;
  /** Resolves when nothing is left to deliver. */
  rest(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The real program as a process of its own, with "Slack" beside it. */
async function stage(kind: "sqlite" | "postgres"): Promise<Stage> {
  const after: (() => Promise<void> | void)[] = [];
  const folder = await mkdtemp(join(tmpdir(), "sitrep-storm-"));
  const place = await freshPlace(kind, after);
  const slack = await openSlack(1, silentLog);
  const starts: Starts = [];
  const broken: string[] = [];
  const token = "storm".repeat(10);
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "sitrep.yml"), outageRule);
  const program = openProgram("sitrep", {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      SITREP_CONFIG: join(folder, "sitrep.yml"),
      SITREP_DATA_DIR: join(folder, "data"),
      SITREP_PORT: "0",
      SITREP_STATUS_PORT: "0",
      SITREP_API_TOKEN: token,
      SITREP_LOG_LEVEL: "warn",
      SITREP_LOCAL_URL: slack.url,
      ...(place.kind === "postgres" ? { DATABASE_URL: place.url } : {}),
    },
    log: join(folder, "sitrep.log"),
    starts,
    broke: (why) => broken.push(why),
  });
  const up = async () => {
    while (!(await program.start())) await pause(10);
  };
  const die = async () => {
    program.signal("SIGKILL");
    await program.gone();
  };
  const doors = openDoors([program], token, chanceOf(1));
  await up();

  return {
    slack,
    people: await openPeople(slack.url, async () => {}),
    program,
    doors,
    async kill() {
      await die();
      await up();
    },
    async rest() {
      for (let left = 1; left > 0; ) {
        await pause(200);
        const answer = await doors.get("/api/v1/outbox?state=waiting&limit=1000");
        left = (answer?.body as { outbox?: unknown[] } | undefined)?.outbox?.length ?? 1;
      }
    },
    async [Symbol.asyncDispose]() {
      await die();
      await slack.close();
      for (const undo of after.reverse()) await undo();
      if (broken.length === 0) await rm(folder, { recursive: true, force: true });
      expect(broken, `its log is in ${folder}`).toEqual([]);
    },
  };
}

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/base/log.ts";
import type { Fault } from "../../src/workspace/faults.ts";
import { freshSchema, type Server, startServer } from "../../test/kit/postgres.ts";
import { lastAskedAt } from "../../test/out/providers/fake.ts";
import { alertLane } from "./alert-lane.ts";
import { chanceOf } from "./chance.ts";
import type { Check, PageIncident } from "./checks/scene.ts";
import { checkAll } from "./checks.ts";
import { type Doors, openDoors } from "./doors.ts";
import { type Deaths, killAll } from "./killer.ts";
import { openMemory } from "./memory.ts";
import { pagerLane } from "./pager-lane.ts";
import { openPagers } from "./pagers.ts";
import { finishWork, peopleLane } from "./people-lane.ts";
import { openProgram, type Program, pause, type Starts } from "./program.ts";
import { openProviders } from "./providers.ts";
import { publishingLane } from "./publishing-lane.ts";
import { openSlack } from "./slack.ts";
import { stormLane, stormRule } from "./storm-lane.ts";
import { subscriberLane } from "./subscriber-lane.ts";
import { openAudience } from "./subscribers.ts";
import { openWeather } from "./weather.ts";

export interface ChaosOptions {
  kills: number;
  seed: number;
  store: "sqlite" | "postgres";
  /** How many programs share the store; more than one needs PostgreSQL. */
  replicas: number;
  /** False shows what happens without: the run has to fail then. */
  askBeforeRepeat: boolean;
  /** Leaves the folder with data and logs also when all was well. */
  keep: boolean;
  say(line: string): void;
  /** True where a PostgreSQL of the test run is there already. */
  inTests?: boolean | undefined;
}

export interface ChaosResult {
  checks: Check[];
  deaths: Deaths;
  /** How often a pager was out of sorts, by mood. */
  moods: Record<string, number>;
  /** From start to ready, real ms. */
  starts: Starts;
  /** How late people were first told that something was due, real ms. */
  latenesses: number[];
  violations: string[];
  folder: string;
}

/** Product time passes so much faster: a quarter of an hour is half a minute. */
const speed = 30;
/** How long what is left may take once nothing goes wrong any more, ms: the budgets of Slack's limits have to fill again. */
const settleMs = 240_000;

/** What asking before a repeat is there for. A run without asking must fail, so it does not wait for it to happen by chance. */
const lostAnswer: Fault = { method: "chat.postMessage", kind: "lost_response" };

/** Clocks that run out during a run, and everything else as it is shipped. */
const settings = `
severities:
  SEV1: { acknowledge: 4 min, first_update: 5 min, update_every: 6 min, identify: 8 min, mitigate: 10 min, resolve: 30 min }
  SEV2: { acknowledge: 5 min, first_update: 6 min, update_every: 8 min, identify: 9 min, mitigate: 12 min, resolve: 40 min }
reminders: { heads_up_least: 1 min, overdue_least: 5 min }
rota: { primary: bob, secondary: carol, escalation: [dave] }
alerts:
  rules:${stormRule}
    - include: shipped
`;

/** Plays the story, pulls the plug over and over, and counts afterwards. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { kills, seed, say } = options;
  const folder = await mkdtemp(join(tmpdir(), "sitrep-chaos-"));
  const place = await openPlace(options);
  const chance = chanceOf(seed);
  const slack = await openSlack(speed, silentLog);
  const now = () => slack.workspace.clock.now();
  const pagers = await openPagers(chance.fork("pagers"), now);
  const providers = await openProviders(chance.fork("providers"));
  const audience = await openAudience(chance.fork("readers"));
  const memory = openMemory();
  const starts: Starts = [];
  const broken: string[] = [];
  const data = join(folder, "data");
  const token = `chaos-${seed}-${"0".repeat(32)}`;
  await mkdir(data);
  await writeFile(join(folder, "sitrep.yml"), settings + pagers.yaml + providers.yaml + audience.yaml);
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: join(folder, "compiled"),
    SITREP_CONFIG: join(folder, "sitrep.yml"),
    SITREP_DATA_DIR: data,
    SITREP_PORT: "0",
    SITREP_STATUS_PORT: "0",
    SITREP_API_TOKEN: token,
    SITREP_LOG_LEVEL: "info",
    SITREP_LOCAL_URL: slack.url,
    ...(place.url ? { DATABASE_URL: place.url } : {}),
    ...(options.askBeforeRepeat ? {} : { SITREP_CHAOS: "no-ask-before-repeat" }),
  };
  const programs = Array.from({ length: options.replicas }, (_, index) =>
    openProgram(`sitrep-${index + 1}`, {
      env,
      log: join(folder, `sitrep-${index + 1}.log`),
      starts,
      broke: (why) => broken.push(why),
    }),
  );

  let allWell = false;
  try {
    const deaths: Deaths = { "in-migration": await dieMigrating(programs[0] as Program) };
    const ready = await Promise.all(programs.map((program) => program.start()));
    if (ready.includes(false)) throw new Error(`The program does not start; its log in ${folder} says why.`);
    const doors = openDoors(programs, token, chance.fork("doors"));
    let over = false;
    const weather = openWeather(slack, chance.fork("weather"), options.askBeforeRepeat ? [] : [lostAnswer]);
    const parts = { slack, doors, memory, pagers, over: () => over, now };
    const lanes = [
      peopleLane({ ...parts, chance: chance.fork("first team"), team: ["alice", "bob"] }),
      peopleLane({ ...parts, chance: chance.fork("second team"), team: ["carol", "dave"] }),
      alertLane({ ...parts, chance: chance.fork("alerts") }),
      alertLane({ ...parts, chance: chance.fork("more alerts") }),
      stormLane({ ...parts, chance: chance.fork("storms") }),
      publishingLane({ ...parts, chance: chance.fork("the public") }),
      subscriberLane({ ...parts, audience, programs, chance: chance.fork("subscribers") }),
      pagerLane({ ...parts, chance: chance.fork("answers") }),
    ];
    Object.assign(
      deaths,
      await killAll({
        programs,
        kills,
        file: place.url ? null : join(data, "sitrep.db"),
        heardAt: () => Math.max(doors.heardAt(), slack.heardAt(), pagers.heardAt(), lastAskedAt()),
        chance: chance.fork("killer"),
        say,
      }),
    );
    over = true;
    await Promise.all(lanes);
    await finishWork({ ...parts, chance: chance.fork("the end"), team: ["alice"] });
    await weather.stop();
    pagers.clear();
    await providers.clear();
    await audience.clear();
    say("faults are off; waiting for what is left to be delivered");
    const left = await comeToRest(programs, doors, say);
    await writeFile(
      join(folder, "memory.json"),
      JSON.stringify(
        { memory, pagers: pagers.record, providers: providers.record(), audience: audience.record() },
        null,
        1,
      ),
    );
    const stoppedAt = now();
    await stopAll(programs, left.violations);
    const found = await checkAll({
      slack,
      memory,
      pagers: pagers.record,
      providers: providers.record(),
      audience: audience.record(),
      place: place.url ?? join(data, "sitrep.db"),
      pages: left.pages,
      stoppedAt,
      speed,
    });
    const violations = [...broken, ...left.violations, ...found.checks.flatMap((check) => check.violations)];
    allWell = violations.length === 0;
    return {
      ...found,
      deaths,
      moods: { ...pagers.record.moods, ...named("provider", providers.faults), ...audience.faults },
      starts,
      violations,
      folder,
    };
  } finally {
    for (const program of programs) program.signal("SIGKILL");
    await Promise.all(programs.map((program) => program.gone()));
    await slack.close();
    await pagers.close();
    await providers.close();
    await audience.close();
    await place.close();
    if (allWell && !options.keep) await rm(folder, { recursive: true, force: true });
  }
}

function named(of: string, counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([what, count]) => [`${of} ${what}`, count]));
}

/** Where the store is: nowhere yet for SQLite, a schema of its own on PostgreSQL. */
async function openPlace({ store, inTests }: ChaosOptions): Promise<{ url: string | null; close(): Promise<void> }> {
  if (store === "sqlite") return { url: null, close: async () => {} };
  if (inTests) {
    const { url, drop } = await freshSchema();
    return { url, close: drop };
  }
  const server: Server = await startServer();
  return { url: server.url, close: server.stop };
}

/** The very first start dies while the schema is made; the next one finds nothing half done. */
async function dieMigrating(program: Program): Promise<number> {
  const started = await program.start({ point: "in-migration", visit: 1 });
  if (started) throw new Error("The program did not die in its first migration.");
  return 1;
}

/** Waits until nothing is left to deliver, and reads what the public sees by then. */
async function comeToRest(
  programs: readonly Program[],
  doors: Doors,
  say: (line: string) => void,
): Promise<{ violations: string[]; pages: PageIncident[][] }> {
  const since = performance.now();
  const until = since + settleMs;
  const violations: string[] = [];
  let waiting = -1;
  while (waiting !== 0 && performance.now() < until) {
    await pause(100);
    const answer = await doors.get("/api/v1/outbox?state=waiting&limit=1000");
    waiting = ((answer?.body as { outbox?: unknown[] } | undefined)?.outbox ?? [0]).length;
  }
  if (waiting > 0) violations.push(`${waiting} effects still wait after ${settleMs / 1_000} s of clear sky`);
  say(`nothing waits any more, after ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  // A replica may show the public page as it was some seconds ago, when another one has changed it.
  const pages: PageIncident[][] = [];
  for (const program of programs) pages.push(await pageOf(program));
  return { violations, pages };
}

/** What the public reads at one replica. It is asked twice: the first look makes it see that its own is old. */
async function pageOf(program: Program): Promise<PageIncident[]> {
  const address = `${program.statusUrl()}/api/v2/incidents.json`;
  await fetch(address);
  await pause(1_500);
  const answer = await fetch(address);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The public page of ${program.name} answers ${answer.status}: ${text.slice(0, 200)}`);
  return (JSON.parse(text) as { incidents: PageIncident[] }).incidents;
}

async function stopAll(programs: readonly Program[], violations: string[]): Promise<void> {
  for (const program of programs) program.signal("SIGTERM");
  for (const program of programs)
    if (!(await program.gone(20_000))) violations.push(`${program.name} did not stop within 20 s of being told to`);
}

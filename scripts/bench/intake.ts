import { startServer } from "../../test/kit/postgres.ts";
import { median, tell } from "./figures.ts";
import { type Answered, load } from "./load.ts";
import { cpuSeconds, type Measured, startAlertmanager, startBare, startSitrep, startWorkspace } from "./processes.ts";
import { posted, webhook } from "./webhook.ts";

const rounds = 3;
const seconds = 3;

/**
 * Durable intake (answered after the fsynced commit) against bare node:http, and against a real Alertmanager, which keeps
 * nothing on disk; and on PostgreSQL against itself on SQLite. All of them in turns.
 */
export async function intake(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  const server = await startServer();
  const onPostgres = await startSitrep(workspace.url, undefined, { databaseUrl: server.url });
  const bare = await startBare();
  const alertmanager = await startAlertmanager();
  console.log(
    alertmanager
      ? `against Alertmanager ${alertmanager.version}`
      : "Alertmanager is not installed: that comparison is left out",
  );

  for (const [alerts, aim] of [
    [1, 0.35],
    [10, 0.15],
    [50, undefined],
  ] as const) {
    const ours: Round[] = [];
    const postgres: Round[] = [];
    const base: Round[] = [];
    const theirs: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await measure(sitrep, "/hooks/alertmanager", () => webhook(alerts)));
      postgres.push(await measure(onPostgres, "/hooks/alertmanager", () => webhook(alerts)));
      base.push(await measure(bare, "/", () => webhook(alerts)));
      if (alertmanager) theirs.push(await measure(alertmanager, "/api/v2/alerts", () => posted(alerts)));
    }
    const rate = (list: Round[]) => median(list.map(({ perSecond }) => perSecond));
    console.log(
      `${alerts} alerts a request: Sitrep ${rate(ours).toFixed(0)}/s, on PostgreSQL ${rate(postgres).toFixed(0)}/s, bare ${rate(base).toFixed(0)}/s${theirs.length > 0 ? `, Alertmanager ${rate(theirs).toFixed(0)}/s` : ""}; not 2xx: ${[...ours, ...postgres].reduce((sum, one) => sum + one.not2xx, 0)}`,
    );
    tell(
      `durable intake, ${alerts} a request, of bare node:http`,
      rate(ours) / rate(base),
      aim === undefined ? {} : { aim },
    );
    tell(`  p99 of an answer, 64 connections`, median(ours.map(({ p99Ms }) => p99Ms)), {
      aim: 50,
      atMost: true,
      unit: " ms",
    });
    tell(`  on PostgreSQL, of that on SQLite`, rate(postgres) / rate(ours), { aim: 0.8 });
    if (theirs.length > 0) {
      tell(`  of Alertmanager's intake`, rate(ours) / rate(theirs), { aim: 1 });
      const perCpu = (list: Round[]) => median(list.map((one) => one.perCpu));
      tell(`  of Alertmanager's intake for each second of processor`, perCpu(ours) / perCpu(theirs), { aim: 2.5 });
    }
  }
  await Promise.all([sitrep.stop(), onPostgres.stop(), bare.stop(), alertmanager?.stop(), workspace.stop()]);
  await server.stop();
}

type Round = Answered & { perCpu: number };

async function measure(target: Measured, path: string, body: () => string): Promise<Round> {
  const before = cpuSeconds(target.child);
  const answered = await load({ url: target.url, path, body, seconds });
  return { ...answered, perCpu: (answered.perSecond * seconds) / (cpuSeconds(target.child) - before) };
}

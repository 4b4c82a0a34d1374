import { parseArgs } from "node:util";
import { type ChaosResult, runChaos } from "./chaos/run.ts";

/*
 * `npm run chaos -- --kills 200 --seed 7`: plays a story against the real program while it is killed over and over and
 * Slack has its moods, and counts afterwards. Ends with 1 and the list of what was wrong, when anything was.
 */

const help = `npm run chaos -- [options]

  --kills N               how often a process is killed at a random moment (20); named crash points come on top
  --seed S                makes the same choices again (a new one each time)
  --store sqlite|postgres where state lies (sqlite)
  --replicas N            how many programs share the store (1; 3 on PostgreSQL)
  --no-ask-before-repeat  never ask Slack whether it has a message before it is sent again: this run has to fail
  --keep                  leave the data and the logs also when all was well`;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    store: { type: "string", default: "sqlite" },
    replicas: { type: "string" },
    "no-ask-before-repeat": { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const kills = Number(values.kills);
const seed = Number(values.seed);
const store = values.store;
const replicas = Number(values.replicas ?? (store === "postgres" ? 3 : 1));

if (values.help) {
  print(help);
} else if (
  (store !== "sqlite" && store !== "postgres") ||
  ![kills, seed, replicas].every(Number.isInteger) ||
  replicas < 1
) {
  stop(help);
} else if (store === "sqlite" && replicas > 1) {
  stop("Several programs cannot share one SQLite file: --replicas needs --store postgres.");
} else {
  const since = performance.now();
  print(`chaos: seed ${seed}, ${kills} kills, ${replicas} of Sitrep on ${store}`);
  const askBeforeRepeat = !values["no-ask-before-repeat"];
  const result = await runChaos({
    kills,
    seed,
    store,
    replicas,
    askBeforeRepeat,
    keep: values.keep,
    say: (line) => print(`  ${((performance.now() - since) / 1_000).toFixed(0).padStart(4)} s  ${line}`),
  });
  report(result);
  if (values.keep || result.violations.length > 0) print(`\nData and logs are in ${result.folder}`);
  print(`chaos: ${result.violations.length === 0 ? "ok" : `${result.violations.length} violations`}, seed ${seed}`);
  process.exit(result.violations.length === 0 ? 0 : 1);
}

function report({ checks, deaths, moods, starts, latenesses, violations }: ChaosResult): void {
  print("\nkilled");
  for (const [manner, count] of Object.entries(deaths)) print(`  ${String(count).padStart(6)}  ${manner}`);
  const met = Object.entries(moods).map(([mood, count]) => `${mood} ${count}`);
  print(`PagerDuty's moods: ${met.join(", ") || "none"}`);
  print(`started ${starts.length} times; ready again after ${spread(starts)}`);
  print(`first reminders of what was due: ${latenesses.length}; late by ${spread(latenesses)}`);
  print("\nchecked");
  for (const { what, looked, violations: wrong } of checks)
    print(`  ${String(looked).padStart(6)}  ${what}${wrong.length > 0 ? `  <- ${wrong.length} wrong` : ""}`);
  if (violations.length > 0) print(`\nnot as promised\n${violations.map((one) => `  - ${one}`).join("\n")}`);
}

/** The middle and the worst of some times, as words. */
function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000).toFixed(2)} s`;
  return `${at(0.5)} in the middle, ${at(1)} at worst`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function stop(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

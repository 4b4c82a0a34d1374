import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { systemClock } from "./base/clock.ts";
import { asksBeforeRepeat } from "./base/crash.ts";
import { openLog } from "./base/log.ts";
import { apiToken } from "./config/api-token.ts";
import { checkConfig } from "./config/check.ts";
import type { Config } from "./config/config.ts";
import { loadConfig } from "./config/load.ts";
import { manifestOf, manifestYaml } from "./config/manifest.ts";
import { providerFindings } from "./config/provider-check.ts";
import { rotaGaps } from "./config/rota-check.ts";
import { brandingOf } from "./config/status-page.ts";
import { loadTemplates } from "./config/templates.ts";
import { openLocal } from "./local.ts";
import { exportPage } from "./page-export.ts";
import { pagerKinds } from "./paging.ts";
import { bringTemplates } from "./provider-templates.ts";
import { providerKinds, providerTerms } from "./publishing.ts";
import { testRules } from "./rules-test.ts";
import { openSitrep, shippedTemplates, sourceKinds } from "./sitrep.ts";
import { namedExports } from "./text/saved-templates.ts";

/*
 * The program: reads its arguments and its environment, starts what `sitrep.ts` builds, and stops it when it is told to.
 * Nobody imports this file.
 */

const program = new Command("sitrep").description("The incident-response bot for Slack that a team runs itself.");

program
  .command("start", { isDefault: true })
  .description("start Sitrep; without Slack tokens with a local workspace to try it in")
  .action(start);

program
  .command("check")
  .description("read the configuration and say what is wrong or odd in it")
  .action(async () => {
    const read = await config();
    const { rota, policy, components } = read.terms;
    await brandingOf(read.statusPage);
    const gaps = rotaGaps(rota, policy.calendar.settings.zone, systemClock().now());
    const unshown = providerFindings(await providerTerms(read), components);
    const findings = [...checkConfig(read), ...unshown, ...gaps];
    for (const { setting, finding } of findings) print(`${setting}: ${finding}`);
    print(
      findings.length === 0
        ? "The configuration is in order."
        : `The configuration can be used; ${findings.length} to look at.`,
    );
  });

program
  .command("rules")
  .description("alert rules")
  .command("test")
  .description("decide on recorded alerts by changed rules, and say what would have been different")
  .option("--rules <file>", "the changed configuration; without it: what the rules as they are make of the alerts")
  .option("--since <time>", "how far back to go", "7 days")
  .option("--file <file>", "alerts from a file, one JSON object a line, in the place of the database's")
  .option("--json", "as JSON")
  .action(async (asked: { rules?: string; since?: string; file?: string; json?: boolean }) =>
    print(await testRules({ env: process.env, cwd: process.cwd(), clock: systemClock(), ...asked })),
  );

program
  .command("manifest")
  .description("print the Slack app manifest that fits the configuration")
  .option("--write", "write it to manifest.yml instead")
  .action(async ({ write }: { write?: boolean }) => {
    const yaml = manifestYaml(manifestOf(await config()));
    if (write) await writeFile(fileURLToPath(new URL("../manifest.yml", import.meta.url)), yaml);
    else process.stdout.write(yaml);
  });

program
  .command("page")
  .description("the status page")
  .command("export")
  .description("write the whole page as static files, also while Sitrep runs")
  .argument("<folder>", "where to; what of it Sitrep wrote before is brought in line")
  .option("--url <address>", "where the copy will be found; without it, feeds and JSON lead to the page itself")
  .action(async (folder: string, { url }: { url?: string }) => {
    const read = await config();
    const templates = await loadTemplates(shippedTemplates, read.templatesDir ?? undefined);
    const terms = { ...read.terms, templates, guard: read.guard };
    print(await exportPage({ config: read, terms, cwd: process.cwd(), folder, url, clock: systemClock() }));
  });

program
  .command("templates")
  .description("print the update templates, for status providers that keep their own")
  .option("--prefix <word>", "what their names begin with", "metis")
  .action(async ({ prefix }: { prefix: string }) => {
    const { templatesDir } = await config();
    const templates = await loadTemplates(shippedTemplates, templatesDir ?? undefined);
    const named = namedExports(templates, prefix);
    print(
      named
        .map(
          ({ name, impact, body, components }) => `# ${name} (impact: ${impact}, components: ${components})\n${body}\n`,
        )
        .join("\n"),
    );
  });

program
  .command("providers")
  .description("status providers")
  .command("templates")
  .description("make our update templates at the status providers that keep their own; none is made twice")
  .option("--prefix <word>", "what their names begin with", "metis")
  .action(async ({ prefix }: { prefix: string }) => {
    const read = await config();
    const templates = await loadTemplates(shippedTemplates, read.templatesDir ?? undefined);
    const { words, isDone } = await bringTemplates(read, namedExports(templates, prefix), systemClock());
    print(words);
    if (!isDone) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  // Whatever keeps it from starting is for the operator to read: a sentence. Its trace is for who looks for a bug.
  const { message, stack } = error as Error;
  process.stderr.write(`${process.env.SITREP_LOG_LEVEL === "debug" ? stack : message}\n`);
  process.exit(1);
}

async function config(): Promise<Config> {
  return loadConfig({
    env: process.env,
    cwd: process.cwd(),
    sources: await sourceKinds(),
    pagers: await pagerKinds(),
    providers: providerKinds,
  });
}

async function start(): Promise<void> {
  const settings = await config();
  const log = openLog(settings.server.logLevel);
  await mkdir(settings.server.dataDir, { recursive: true, mode: 0o700 });

  const local = settings.local && (await openLocal(settings.local, settings, log));
  const tokens = local ? local.tokens : settings.slack.tokens;
  if (!tokens) throw new Error("There is neither a Slack token nor a local workspace to work with.");
  const sitrep = await openSitrep({
    config: settings,
    clock: local?.clock ?? systemClock(),
    log,
    slack: { ...tokens, ...(local ? { apiUrl: `${local.url}/api/`, pace: local.pace } : {}) },
    people: local?.people,
    askBeforeRepeat: local === null || asksBeforeRepeat,
  });
  if (local) {
    const http = settings.slack.delivery === "http";
    await local.driveBy(http ? { mode: "http", requestUrl: `${sitrep.url}/slack/events` } : { mode: "socket" });
  }

  const { file } = await apiToken(settings);
  print("Sitrep is running.");
  if (local)
    print(
      `  Local workspace  ${local.url}   open it and type: ${settings.slack.command} declare sev1 Gateway returns 503`,
    );
  print(`  Alerts and API   ${sitrep.url}   POST ${sitrep.url}/hooks/alertmanager`);
  print(`  Status page      ${sitrep.statusUrl}`);
  print(`  Data             ${settings.server.dataDir}`);
  if (file) print(`  API token        in ${file}`);

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    sitrep
      .stop()
      .then(() => local?.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error({ err: error }, "could not stop in order");
        process.exit(1);
      });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "a promise was left to itself; ending, so that the next start takes up what is open");
    process.exit(1);
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

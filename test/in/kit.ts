import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { systemClock } from "../../src/base/clock.ts";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { loadMembers } from "../../src/base/members.ts";
import { Secret } from "../../src/base/secret.ts";
import type { Incident } from "../../src/domain/incident/state.ts";
import type { Terms } from "../../src/domain/terms.ts";
import { openEngine } from "../../src/engine/engine.ts";
import type { Command } from "../../src/in/command.ts";
import type { From } from "../../src/in/request.ts";
import { type Result, saidIn } from "../../src/in/result.ts";
import { openRouter } from "../../src/in/router.ts";
import { openSlackDoor } from "../../src/in/slack/app.ts";
import { openDelivery } from "../../src/out/delivery.ts";
import { slackRecords, spendInStore } from "../../src/out/slack/records.ts";
import { openSlack } from "../../src/out/slack/slack.ts";
import { incidentByNumber } from "../../src/store/incidents.ts";
import { openStore } from "../../src/store/open.ts";
import { readTimeline } from "../../src/store/timeline.ts";
import { updatesOf } from "../../src/store/updates.ts";
import { toPlain } from "../../src/text/plain.ts";
import type { Manifest } from "../../src/workspace/manifest.ts";
import { alice } from "../kit/room.ts";
import { allTimers, someTerms } from "../kit/terms.ts";
import { people, workspace } from "../workspace/kit.ts";

export const commands = await loadMembers<Command>(
  new URL("../../commands/", import.meta.url),
  (value): value is Command => typeof value === "object" && value !== null && "verb" in value,
  (command) => command.verb,
);

const manifest = parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8")) as Manifest;

/** The router on a real engine and a real store, with nothing around it. */
export async function desk(own: Partial<Terms> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sitrep-in-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = systemClock();
  const ids = ulids(clock);
  const terms = someTerms(own);
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock });
  onTestFinished(() => store.close());
  const engine = openEngine({ store, terms, timers: allTimers, clock, ids, log: silentLog });
  onTestFinished(() => engine.stop());
  const router = openRouter({ commands, engine, store, terms, clock, ids });
  const from = (more: Partial<From> = {}): From => ({
    actor: alice,
    channel: null,
    door: "test",
    forms: false,
    ...more,
  });
  return { store, engine, router, terms, clock, ids, from };
}

/** What a command says, as plain text; `form <verb>` when it asks by a form. */
export function wordsOf(result: Result): string {
  const said = saidIn(result);
  return said ? toPlain(said) : `form ${result.kind === "form" ? result.sheet.verb : ""}`;
}

/** A person who types commands, on a real engine and a real store. */
export async function talk(own: Partial<Terms> = {}) {
  const parts = await desk(own);
  const say = (text: string, more: Partial<From> = {}) => parts.router.say(text, parts.from(more));
  const incident = async (number = 1): Promise<Incident> => {
    const found = await incidentByNumber(parts.store.read, number);
    if (!found) throw new Error(`there is no incident #${number}`);
    return found;
  };
  return {
    ...parts,
    say,
    /** Types a command and gives back what is answered. */
    said: async (text: string, more: Partial<From> = {}) => wordsOf(await say(text, more)),
    incident,
    timeline: async (number = 1) =>
      (await readTimeline(parts.store.read, (await incident(number)).id)).map(({ text }) => text),
    updates: async (number = 1) => updatesOf(parts.store.read, (await incident(number)).id),
  };
}

/** The whole way in and out on a local workspace, over Socket Mode or signed HTTP. */
export async function slackDesk({ mode = "socket" as "socket" | "http", terms: own = {} as Partial<Terms> } = {}) {
  const slack = await workspace({ manifest });
  const side = people(slack);
  const [bob, carol] = [await side.user("bob"), await side.user("carol")];
  const parts = await desk({ rota: { primary: bob, secondary: carol, escalation: [] }, ...own });
  const { store, engine, router, clock, ids } = parts;
  const out = openSlack({
    token: new Secret(slack.tokens.bot),
    apiUrl: `${slack.url}/api/`,
    clock,
    log: silentLog,
    announcementChannel: "incidents",
    records: slackRecords(store, clock),
    spend: spendInStore(store, clock),
  });
  const delivery = openDelivery({
    store,
    engine,
    clock,
    log: silentLog,
    worker: ids(),
    carriers: out.carriers,
    leaseMs: 60_000,
  });
  engine.afterCommit(() => delivery.nudge());
  out.start();
  await out.connection.tried;
  delivery.nudge();
  const door = openSlackDoor({
    delivery:
      mode === "socket"
        ? { mode, appToken: new Secret(slack.tokens.app) }
        : { mode, signingSecret: new Secret(slack.tokens.signingSecret) },
    token: new Secret(slack.tokens.bot),
    apiUrl: `${slack.url}/api/`,
    me: () => out.connection.me(),
    router,
    engine,
    store,
    clock,
    log: silentLog,
  });
  if (door.requestListener) {
    const server = createServer(door.requestListener);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    slack.driveBy({ mode: "http", requestUrl: `http://127.0.0.1:${port}/slack/events` });
    onTestFinished(() => void server.close());
  }
  door.start();
  await door.tried;
  onTestFinished(async () => {
    await door.stop();
    out.stop();
    await delivery.stop(2_000);
  });
  const settle = async () => {
    await slack.idle();
    await delivery.idle();
    await slack.idle();
  };
  return { ...parts, slack, door, settle, ...side, bob, carol };
}

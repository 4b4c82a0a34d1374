import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import type { Subscriber } from "../../src/domain/subscription/state.ts";
import { openStore } from "../../src/store/open.ts";
import { saveSubscriber } from "../../src/store/subscribers.ts";
import { type Destination, openDestination } from "../../test/kit/destination.ts";
import { type MailServer, openMailServer } from "../../test/kit/mail-server.ts";
import { chanceOf } from "../chaos/chance.ts";
import { openProviders } from "../chaos/providers.ts";
import { median, percentile, tell } from "./figures.ts";
import { type MeasuredSitrep, residentMiB, startSitrep, startWorkspace } from "./processes.ts";
import { untilPaged } from "./usable.ts";

const mails = 10_000;
const webhooks = 500;
/** As many as Sitrep opens (subscribers-email.ts). */
const connections = 4;
/** How often a page and a public update are timed, on a quiet day and while subscribers are told. */
const timesEach = 5;
/** The longest that all of it may take, ms. */
const patienceMs = 300_000;

/** What the subscribers hear of, and what somebody else publishes in the middle of it. */
const [heard, unheard] = ["Gateway (HTTP liveness)", "Keystore (active keys)"];
const words = { stage: "INVESTIGATING", symptom: "requests fail", impact: "callers see errors" };

/**
 * One public update to ten thousand mailboxes and five hundred webhooks: how long it takes, against as many mails sent by
 * nodemailer alone, what it takes of memory and of the outbox, and what others notice of it meanwhile.
 */
export async function subscribers(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-bench-"));
  const [mail, hook, workspace] = await Promise.all([openMailServer(), openDestination(), startWorkspace()]);
  const providers = await openProviders(chanceOf(1));
  await providers.clear();
  await fillWithSubscribers(folder, hook.url);
  const plain = [await sendPlain(mail.port)];
  const settings = `
status_page: { name: Acme, url: "https://status.acme.example" }
slack: { announcements: incidents }
subscriptions:
  smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none }
  from: Acme Status <status@acme.example>
  allow_private: true
${providers.yaml}`;
  const sitrep = await startSitrep(workspace.url, folder, { settings });
  await sitrep.connected();
  const desk = openDesk(sitrep, workspace.url);
  const first = await desk.declare({ severity: "SEV2", title: "The gateway is slow", components: [heard] });
  const other = await desk.declare({ severity: "SEV2", title: "The keystore is slow", components: [unheard] });

  const quiet = await timeOthers(desk, other, "on a quiet day", () => true);
  await wait(2_000);
  mail.mails.length = 0;
  const restMiB = residentMiB(sitrep.child);
  const began = performance.now();
  await desk.publish(first, "We look into it.");
  const fanOut = follow(sitrep, mail, hook, began);
  await wait(500);
  const busy = await timeOthers(desk, other, "in the middle", () => !fanOut.isOver());
  const { mailsMs, hooksMs, peakMiB } = await fanOut.over;
  await sitrep.stop();
  plain.push(await sendPlain(mail.port));

  const told = mail.mails.filter(({ to }) => to[0]?.startsWith("reader-"));
  const ids = new Set(told.map(({ headers }) => headers["message-id"]));
  const base = median(plain.map(({ ms }) => ms));
  console.log(
    `${mails} mails after ${(mailsMs / 1_000).toFixed(1)} s, ${webhooks} webhooks after ${(hooksMs / 1_000).toFixed(1)} s; nodemailer alone takes ${(base / 1_000).toFixed(1)} s; ${busy.pages.length} pages and ${busy.updates.length} updates in the middle`,
  );
  // Each is looked up before it is sent to, and how far all of them are is committed ten times a second.
  tell("an update handed to 10,000 mailboxes, of nodemailer alone", mailsMs / base, { aim: 3, atMost: true });
  tell("mails that were sent twice", told.length - ids.size, { aim: 0, atMost: true });
  console.log(
    `memory grew by ${(peakMiB - restMiB).toFixed(0)} MiB at most, that of nodemailer alone by ${median(plain.map(({ grownMiB }) => grownMiB)).toFixed(0)} MiB; nearly all of it is what was not swept up yet`,
  );
  tell(
    "memory at most, more than at rest, of that of nodemailer alone",
    (peakMiB - restMiB) / median(plain.map(({ grownMiB }) => grownMiB)),
    { aim: 2, atMost: true },
  );
  tell("rows of the outbox", await rowsOf(folder), { aim: 50, atMost: true });
  tell("an unrelated page in the middle, of that on a quiet day", median(busy.pages) / median(quiet.pages), {
    aim: 1.25,
    atMost: true,
  });
  tell("  the slowest", percentile(busy.pages, 1), { aim: 1_000, atMost: true, unit: " ms" });
  tell(
    "an unrelated update at a provider in the middle, of that on a quiet day",
    median(busy.updates) / median(quiet.updates),
    { aim: 1.25, atMost: true },
  );
  tell("  the slowest", percentile(busy.updates, 1), { aim: 1_000, atMost: true, unit: " ms" });
  await Promise.all([workspace.stop(), mail.close(), hook.close(), providers.close()]);
  await rm(folder, { recursive: true, force: true });
}

/** Confirmed subscribers of one component, as the store keeps them. */
async function fillWithSubscribers(folder: string, hook: string): Promise<void> {
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock: systemClock() });
  const one = (id: string, own: Pick<Subscriber, "medium" | "address" | "secret">): Subscriber => ({
    id,
    ...own,
    key: `${own.medium}:${own.address}`,
    components: [heard],
    activeSince: 0,
    off: null,
    asked: null,
    token: `ends-the-subscription-${id}`,
    failing: null,
  });
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  await store.transact(async (tx) => {
    for (let n = 0; n < mails; n++) {
      const own = { medium: "email", address: `reader-${n}@example.com`, secret: null } as const;
      await saveSubscriber(tx, one(`M${n}`, own), null, null);
    }
    for (let n = 0; n < webhooks; n++) {
      const own = { medium: "webhook", address: `${hook}/hooks/${n}`, secret } as const;
      await saveSubscriber(tx, one(`W${n}`, own), null, null);
    }
  });
  await store.close();
}

/** How many effects told subscribers of something. */
async function rowsOf(folder: string): Promise<number> {
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock: systemClock() });
  const rows = await store.read.selectFrom("outbox").select("id").where("kind", "=", "subscribers.tell").execute();
  await store.close();
  return rows.length;
}

/** As many mails by nodemailer alone, in a process of its own: how long it took, and how much memory. */
async function sendPlain(port: number): Promise<{ ms: number; grownMiB: number }> {
  const program = fileURLToPath(new URL("plain-mail.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, `${port}`, `${mails}`, `${connections}`]);
  const [ms = Number.NaN, grownMiB = Number.NaN] = stdout.trim().split(" ").map(Number);
  return { ms, grownMiB };
}

/** Notes when the last was handed over, and the most memory it took until then. */
function follow({ child }: MeasuredSitrep, mail: MailServer, hook: Destination, began: number) {
  let isOver = false;
  const watch = async () => {
    let [mailsMs, hooksMs, peakMiB] = [0, 0, 0];
    while (mailsMs === 0 || hooksMs === 0) {
      const took = performance.now() - began;
      peakMiB = Math.max(peakMiB, residentMiB(child));
      if (mailsMs === 0 && mail.mails.length >= mails) mailsMs = took;
      if (hooksMs === 0 && hook.reached.length >= webhooks) hooksMs = took;
      isOver = mailsMs > 0;
      if (took > patienceMs)
        throw new Error(
          `Not everybody is told after ${patienceMs} ms: ${mail.mails.length} mails, ${hook.reached.length} webhooks`,
        );
      await wait(20);
    }
    // What comes twice comes soon after.
    await wait(1_000);
    return { mailsMs, hooksMs, peakMiB };
  };
  return { over: watch(), isOver: () => isOver };
}

type Desk = ReturnType<typeof openDesk>;

/** Times pages and public updates of somebody else, for as long as it makes sense. */
async function timeOthers(desk: Desk, number: number, when: string, goesOn: () => boolean) {
  const times = { pages: [] as number[], updates: [] as number[] };
  for (let n = 0; n < timesEach && goesOn(); n++) {
    times.pages.push(await desk.page(`Something else ${when} ${n}`));
    times.updates.push(await desk.update(number, `Update ${n} ${when}.`));
    await wait(200);
  }
  return times;
}

interface Told {
  number?: number;
  incident?: { number: number };
  updates?: { text: string; deliveries: { state: string }[] }[];
}

function openDesk({ url, token }: MeasuredSitrep, workspace: string) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const api = async (path: string, body?: object): Promise<Told> => {
    const request = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(`${url}/api/v1/${path}`, request);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Told;
  };
  const publish = (number: number, text: string) => api(`incidents/${number}/update`, { ...words, text });
  let declared = 0;
  return {
    publish,
    async declare(declaration: object): Promise<number> {
      await api("incidents", declaration);
      declared += 1;
      return declared;
    },
    /** From declaring a SEV1 to its page, ms. */
    async page(title: string): Promise<number> {
      const began = performance.now();
      await this.declare({ severity: "SEV1", title });
      return untilPaged(workspace, title, began);
    },
    /** From publishing to the confirmation of every provider, ms. */
    async update(number: number, text: string): Promise<number> {
      const began = performance.now();
      await publish(number, text);
      for (;;) {
        const { text: newest = "", deliveries = [] } = (await api(`incidents/${number}`)).updates?.at(-1) ?? {};
        const isThere = newest.includes(text) && deliveries.length > 0;
        if (isThere && deliveries.every(({ state }) => state === "delivered")) return performance.now() - began;
        if (performance.now() - began > 30_000) return Number.POSITIVE_INFINITY;
        await wait(5);
      }
    },
  };
}

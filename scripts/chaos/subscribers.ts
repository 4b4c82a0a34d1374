import { setTimeout as wait } from "node:timers/promises";
import { type Answer, openDestination, type Reached } from "../../test/kit/destination.ts";
import { openMailServer } from "../../test/kit/mail-server.ts";
import type { Chance } from "./chance.ts";

/*
 * Mailboxes and webhooks that subscribe to the status page. Their servers fail at random, and keep what reached them in the
 * order it did.
 */

/** A public update that reached somebody: which, and by what they can tell a repeat. */
export interface Heard {
  /** As the public knows it. */
  update: string;
  key: string;
}

/** One address that subscribed. */
export interface ReaderRecord {
  medium: "email" | "webhook";
  address: string;
  /** Public names; empty = all. */
  components: string[];
  heard: Heard[];
  /** It was answered that it is subscribed. */
  confirmed: boolean;
  /** How much it had heard soon after it was answered that it is not any more; null = it was never ended. */
  endedAfter: number | null;
}

/** An end of a channel's subscription: when it was answered, product time, and what stood in the channel soon after. */
export interface ChannelEnd {
  channel: string;
  at: number;
  standing: string[];
}

/** Everything outside that is told of public updates. */
export interface AudienceRecord {
  readers: ReaderRecord[];
  ends: ChannelEnd[];
}

/** A reader, as the lane uses it. */
export interface Reader {
  medium: ReaderRecord["medium"];
  address: string;
  heard(): Heard[];
  /** Paths on the status page, out of what was sent there: the newest question's link, and what ends it; null = none came. */
  links(): { confirm: string | null; end: string | null };
  /** Notes for the record. */
  record: ReaderRecord;
}

export interface Audience {
  /** The section `subscriptions`. */
  yaml: string;
  /** How often something went wrong with a message, by what. */
  faults: Record<string, number>;
  /** Somebody new, who is sent what is sent to their address. */
  reader(medium: ReaderRecord["medium"], components: string[]): Reader;
  ends: ChannelEnd[];
  /** From now on everything is taken as it should be. */
  clear(): Promise<void>;
  record(): AudienceRecord;
  close(): Promise<void>;
}

/** What a mail server does instead, by the verb, and how often among the changes of mind. */
const mailMoods: [share: number, verb: string, answer: string, what: string][] = [
  [0.08, "RCPT", "451 later", "mail 451"],
  [0.08, "END", "drop", "mail lost"],
  [0.05, "EHLO", "421 not now", "mail server away"],
  [0.03, "DATA", "554 not this one", "mail 554"],
];
/** The same of webhooks. One that hangs holds up others for five seconds, so it is rare. */
const hookMoods: [share: number, answer: Answer, what: string][] = [
  [0.1, { status: 503 }, "webhook 503"],
  [0.12, "lose", "webhook lost"],
  [0.05, { status: 429 }, "webhook 429"],
  [0.01, "hang", "webhook hang"],
];
const changesEveryMs = 400;

/** Opens the mail server and the webhooks' server of a run. */
export async function openAudience(chance: Chance): Promise<Audience> {
  const [mail, hook] = await Promise.all([openMailServer(), openDestination()]);
  const readers: Reader[] = [];
  const ends: ChannelEnd[] = [];
  const faults: Record<string, number> = {};
  let over = false;
  hook.answers(well);

  const blow = async () => {
    while (!over) {
      const bad = mailMoods.filter(([share]) => chance.often(share));
      mail.faults = Object.fromEntries(bad.map(([, verb, answer]) => [verb, answer]));
      const worse = hookMoods.find(([share]) => chance.often(share));
      hook.answers(worse ? worse[1] : well);
      for (const what of [...bad.map(([, , , one]) => one), ...(worse ? [worse[2]] : [])])
        faults[what] = (faults[what] ?? 0) + 1;
      await wait(changesEveryMs);
    }
    mail.faults = {};
    hook.answers(well);
  };
  const blowing = blow();

  function mailbox(address: string) {
    const theirs = () => mail.mails.filter(({ to }) => to[0] === address);
    const told = () => theirs().filter(({ headers }) => headers["list-unsubscribe"] !== undefined);
    return {
      heard: () => told().map(({ headers }) => heardOf(headers["message-id"] ?? "", /^<([^.]+)\./)),
      links: () => ({
        confirm: pathIn(theirs().findLast(({ text }) => text.includes("/subscribe/confirm/"))?.text),
        end: pathIn(told().at(-1)?.headers["list-unsubscribe"]),
      }),
    };
  }

  function webhook(address: string) {
    const told = () =>
      hook.reached.filter(({ path, json }) => address.endsWith(path) && json?.type === "status.update");
    return {
      heard: () => told().map(({ headers }) => heardOf(String(headers["webhook-id"]), /^msg_(.+)$/)),
      links: () => ({ confirm: null, end: pathIn(told().at(-1)?.json.data.unsubscribe_url) }),
    };
  }

  return {
    yaml: `
subscriptions:
  smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none }
  from: Status <status@example.com>
  allow_private: true
`,
    faults,
    ends,
    reader(medium, components) {
      const number = readers.length + 1;
      const address = medium === "email" ? `reader-${number}@example.com` : `${hook.url}/reader/${number}`;
      const record = { medium, address, components, heard: [], confirmed: false, endedAfter: null };
      const one = { medium, address, record, ...(medium === "email" ? mailbox(address) : webhook(address)) };
      readers.push(one);
      return one;
    },
    async clear() {
      over = true;
      await blowing;
    },
    record: () => ({ readers: readers.map(({ record, heard }) => ({ ...record, heard: heard() })), ends }),
    async close() {
      over = true;
      await blowing;
      await Promise.all([mail.close(), hook.close()]);
    },
  };
}

/** Takes everything, and repeats the challenge of whoever asks whether this address wants it. */
function well({ json }: Reached): Answer {
  return json?.type === "subscription.verify"
    ? { status: 200, json: { challenge: json.data.challenge } }
    : { status: 200 };
}

function heardOf(key: string, form: RegExp): Heard {
  return { key, update: form.exec(key)?.[1] ?? "none" };
}

/** A path of the status page, as it stands in a text. */
function pathIn(text: string | undefined): string | null {
  return /\/(?:subscribe\/confirm|unsubscribe)\/[\w-]{20,64}/.exec(text ?? "")?.[0] ?? null;
}

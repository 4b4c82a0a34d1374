import { publicId } from "../../../src/domain/publishing/notice.ts";
import type { Publication, Subscriber } from "../../../src/domain/subscription/state.ts";
import { hears } from "../../../src/domain/subscription/state.ts";
import type { ReaderRecord } from "../subscribers.ts";
import { type Check, check, countBy, type Scene } from "./scene.ts";
import { quoted } from "./seen.ts";

/** Whether a subscription or an update came first cannot be told when both came within this, real ms: replicas are as exact as that. */
const asGoodAsOneMs = 1_000;

/** Each published update reached each subscriber of its component, in order; a repeat can be told; who ended it hears no more. */
export function heard(scene: Scene): Check[] {
  const { audience, publications, subscribers } = scene;
  const byUpdate = new Map(publications.map((one) => [publicId(one.update), one]));
  const { readers } = audience;
  const rows = new Map(subscribers.map((one) => [one.key, one]));
  const rowOf = ({ medium, address }: ReaderRecord) => rows.get(`${medium}:${address}`);
  const messages = readers.flatMap((reader) => reader.heard.map((one) => ({ reader, ...one })));
  return [
    noted(scene),
    check("subscribers, each told of every update of its components", readers, (reader) => {
      const subscriber = rowOf(reader);
      if (!subscriber) return null;
      const there = new Set(reader.heard.map(({ update }) => update));
      const lost = owedTo(subscriber, scene).filter(({ update }) => !there.has(publicId(update)));
      return lost[0]
        ? `lost: ${lost.length} updates never reached ${reader.address}, the first is ${lost[0].update}`
        : null;
    }),
    check("subscribers, each told in the order of publishing", readers, ({ address, heard: all }) => {
      const first = [...new Set(all.flatMap(({ update }) => byUpdate.get(update)?.number ?? []))];
      const at = first.findIndex((number, index) => number < (first[index - 1] ?? 0));
      return at < 0 ? null : `out of order: ${address} heard number ${first[at]} after ${first[at - 1]}`;
    }),
    check("messages to subscribers, each of an update they asked for", messages, ({ reader, update }) => {
      const publication = byUpdate.get(update);
      if (!publication) return `nobody published ${update}, and it reached ${reader.address}`;
      return hears(reader, publication) ? null : `${reader.address} heard of ${publication.components.join(", ")}`;
    }),
    check("messages to subscribers, a repeat known by its key", messages, ({ reader, update, key }) =>
      reader.heard.every((other) => (other.update === update) === (other.key === key))
        ? null
        : `${reader.address} cannot tell ${update} by its key ${key}`,
    ),
    check("subscribers that were confirmed, each kept until it ended", readers, (reader) => {
      const row = rowOf(reader);
      if (reader.endedAfter !== null) return row ? `${reader.address} ended it, and is still kept` : null;
      return reader.confirmed && !row ? `lost: ${reader.address} was confirmed, and hears nothing any more` : null;
    }),
    check(
      "subscribers that ended it, none told any more",
      readers.filter(({ endedAfter }) => endedAfter !== null),
      ({ address, heard: all, endedAfter }) =>
        all.length === endedAfter
          ? null
          : `${address} heard ${all.length - (endedAfter ?? 0)} more after it had ended it`,
    ),
    ...channels(scene),
  ];
}

/** Every public update is noted once for those who listen, from when somebody does. */
function noted({ incidents, publications, subscribers, speed }: Scene): Check {
  const since = Math.min(...subscribers.map(({ activeSince }) => activeSince ?? Number.POSITIVE_INFINITY));
  const counts = countBy(publications, ({ update }) => update);
  const owed = incidents.flatMap(({ incident, updates }) =>
    updates
      .filter(({ audience, postedAt }) => audience === "public" && postedAt > since + asGoodAsOneMs * speed)
      .map(({ id }) => ({ id, number: incident.number })),
  );
  return check("public updates, each noted once for subscribers", owed, ({ id, number }) =>
    counts.get(id) === 1
      ? null
      : `the update ${id} of #${number} is noted ${counts.get(id) ?? 0} times for subscribers`,
  );
}

/** What was surely published after somebody began to listen. */
function owedTo(subscriber: Subscriber, { publications, speed }: Scene): Publication[] {
  const since = (subscriber.activeSince ?? Number.POSITIVE_INFINITY) + asGoodAsOneMs * speed;
  return publications.filter((one) => one.at > since && hears(subscriber, one));
}

/** Channels of the workspace: what is posted there stands in the order of publishing, and nothing after it was ended. */
function channels(scene: Scene): Check[] {
  const { audience, subscribers, outbox, messages, incidents } = scene;
  const texts = new Map(incidents.flatMap(({ updates }) => updates.map(({ id, text }) => [id, plain(text)] as const)));
  const posts = outbox.filter(({ kind, lane }) => kind === "message.show" && lane.startsWith("subscriber/"));
  const ours = subscribers.filter(({ medium }) => medium === "channel");
  return [
    check("channels that subscribe, each with every update in order", ours, (subscriber) => {
      const mine = posts.filter(({ lane }) => lane === `subscriber/${subscriber.id}`);
      const words = new Map(mine.map(({ key, body }) => [key, plain(quoted(body) ?? "")]));
      const there = (messages.get(subscriber.address) ?? []).flatMap(
        ({ metadata }) => words.get(metadata?.event_payload.key ?? "") ?? [],
      );
      const owed = owedTo(subscriber, scene).flatMap(({ update }) => texts.get(update) ?? []);
      // What came within the same moment as the subscription may stand before it.
      const read = there.slice(there.length - owed.length);
      const at = owed.findIndex((text, index) => text !== read[index]);
      return at < 0
        ? null
        : `lost or out of order: the channel ${subscriber.address} has ${there.length} of ${owed.length} updates, and otherwise than published from number ${at + 1}`;
    }),
    check("channels that ended it, nothing posted any more", audience.ends, ({ channel, at, standing }) => {
      const before = new Set(posts.filter((row) => row.created_at < at).map(({ key }) => key));
      const late = (messages.get(channel) ?? []).filter(({ metadata }) => {
        const key = metadata?.event_payload.key ?? "";
        return before.has(key) && !standing.includes(key);
      });
      return late[0] ? `${late.length} updates were posted in ${channel} after it had ended it: ${late[0].text}` : null;
    }),
  ];
}

/** Without what a correction of the run changes. */
function plain(text: string): string {
  return text.replaceAll("Better words", "Words");
}

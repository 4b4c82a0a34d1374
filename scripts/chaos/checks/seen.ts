import { z } from "zod";
import { type Check, check, countBy, type Scene } from "./scene.ts";

/** One channel per incident, and no channel without one. */
export function channels({ incidents, channels: all, bot }: Scene): Check[] {
  const holders = Map.groupBy(incidents, ({ incident }) => incident.channel.id ?? "none");
  const ours = all.filter(({ creator, is_im, name }) => creator === bot && !is_im && name.startsWith("inc-"));
  return [
    check("incidents, each with a channel", incidents, ({ incident }) =>
      incident.channel.id !== null && all.some(({ id }) => id === incident.channel.id)
        ? null
        : `incident #${incident.number} has no channel (${incident.channel.name})`,
    ),
    check("channels, each of one incident", ours, ({ id, name }) => {
      const held = holders.get(id) ?? [];
      return held.length === 1 ? null : `the channel #${name} belongs to ${held.length} incidents`;
    }),
  ];
}

const slotRef = z.object({ channel: z.string(), ts: z.string() });

/** No message stands twice, none that was delivered is missing, and no more than one stands for each thing that is kept current. */
export function messages(scene: Scene): Check[] {
  const { outbox, remotes } = scene;
  const ours = [...scene.messages].flatMap(([channel, list]) =>
    list.flatMap(({ ts, metadata, text }) => {
      const key = metadata?.event_type === "sitrep" ? metadata.event_payload.key : undefined;
      return key === undefined ? [] : [{ channel, ts, key, text }];
    }),
  );
  const standing = countBy(ours, ({ key }) => key);
  const rows = new Map(outbox.map((row) => [row.key, row]));
  const posted = outbox.filter(
    (row) => row.state === "delivered" && (row.kind === "page" || (row.kind === "message.show" && row.slot === null)),
  );
  const slots = countBy(ours, ({ key }) =>
    rows.get(key)?.kind === "page" ? undefined : (rows.get(key)?.slot ?? undefined),
  );
  // A renewal that had taken the old message away may be overtaken by the end of what it reminded of: nothing is left to edit.
  const settled = new Set(
    outbox.flatMap(({ kind, slot, ref, state }) =>
      kind === "message.settle" && state === "delivered" && ref === null ? (slot ?? []) : [],
    ),
  );
  // A renewal takes the old message away before it posts the new one; the run may end between the two.
  const underway = new Set(
    outbox.flatMap(({ kind, slot, state }) => (kind === "message.renew" && state === "waiting" ? (slot ?? []) : [])),
  );
  const places = new Set(ours.map(({ channel, ts }) => `${channel}/${ts}`));
  return [
    check("messages of ours in Slack, none twice", standing, ([key, count]) => {
      const row = rows.get(key);
      const text = ours.find((one) => one.key === key)?.text.slice(0, 80);
      if (!row) return `nobody decided on the message ${key}: ${text}`;
      return count === 1 ? null : `doubled: the ${row.kind} ${key} stands ${count} times: ${text}`;
    }),
    check("messages that were delivered, each there", posted, ({ id, key, kind }) =>
      standing.has(key) ? null : `lost: the ${kind} ${id} was delivered and stands nowhere`,
    ),
    check("things kept current, none standing twice", slots, ([slot, count]) =>
      count === 1 ? null : `doubled: ${slot} stands ${count} times`,
    ),
    check("places that are remembered, each with its message", remotes, ({ slot, ref }) => {
      const at = slotRef.safeParse(JSON.parse(ref));
      if (!at.success || slot.includes("/page/") || settled.has(slot) || underway.has(slot)) return null;
      return places.has(`${at.data.channel}/${at.data.ts}`) ? null : `lost: ${slot} is remembered where nothing stands`;
    }),
  ];
}

/** Every public update stands once in its channel, and once on the public page. */
export function publicUpdates({ incidents, outbox, messages: all, pages }: Scene): Check[] {
  const updates = incidents.flatMap(({ incident, updates: list }) => list.map((update) => ({ incident, update })));
  const published = incidents.filter(({ incident }) => incident.published).length;
  const told = updates.filter(({ update }) => update.audience === "public");
  const posts = outbox.flatMap((row) => {
    const card = row.kind === "message.show" ? quoted(row.body) : null;
    return card === null ? [] : [{ row, card }];
  });
  return [
    check("updates, each in its channel once", updates, ({ incident, update }) => {
      const slot = `${incident.id}/update/${update.id}`;
      const mine = posts.filter(({ row }) => row.slot === slot);
      const keys = new Set(mine.map(({ row }) => row.key));
      const there = (all.get(incident.channel.id ?? "") ?? []).filter(({ metadata }) =>
        keys.has(metadata?.event_payload.key ?? ""),
      );
      // A corrected one is edited where it stands, so the last of what was sent for it is what it reads.
      if (mine.findLast(({ row }) => row.state === "delivered")?.card !== update.text)
        return `the update ${update.id} of #${incident.number} reads otherwise in its channel`;
      return there.length === 1
        ? null
        : `the update ${update.id} of #${incident.number} stands ${there.length} times in its channel (${mine.map(({ row }) => row.state).join(", ")})`;
    }),
    ...pages.map((page) => {
      const bodies = countBy(
        page.flatMap((one) => one.incident_updates),
        ({ body }) => body,
      );
      // The page's JSON holds fifty incidents. Of those that a longer run told the public of, it has all or nothing.
      const shown = new Set(told.flatMap(({ incident, update }) => (bodies.has(update.text) ? incident.id : [])));
      const owed = published > page.length ? told.filter(({ incident }) => shown.has(incident.id)) : told;
      return check("public updates on the page, each once", owed, ({ incident, update }) => {
        const count = bodies.get(update.text) ?? 0;
        return count === 1
          ? null
          : `the public update ${update.id} of #${incident.number} is ${count} times on the page`;
      });
    }),
  ];
}

const quoting = z.object({
  card: z.object({ blocks: z.array(z.looseObject({ type: z.string(), text: z.unknown().optional() })) }),
});

/** What an outbox row quotes of an update; null = nothing. */
export function quoted(body: string): string | null {
  const read = quoting.safeParse(JSON.parse(body));
  const quote = read.success ? read.data.card.blocks.find(({ type }) => type === "quote") : undefined;
  return typeof quote?.text === "string" ? quote.text : null;
}

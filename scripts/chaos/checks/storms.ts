import { type Check, check, type Kept, type Scene } from "./scene.ts";

/** The most of ours that people have to read about the alerts of an outage (issue 3). */
const mostMessages = 12;

/** A storm is one incident, in whose channel it is calm. */
export function storms(scene: Scene): Check[] {
  const { memory, incidents, alerts } = scene;
  const of = (mark: string) => incidents.filter(({ incident }) => incident.title.endsWith(` ${mark}`));
  const held = Map.groupBy(alerts, ({ incident_id }) => incident_id ?? "none");
  const places = new Map(alerts.map(({ identity, incident_id }) => [identity, incident_id]));
  return [
    check("storms, each one incident", memory.storms, ({ mark }) =>
      of(mark).length === 1 ? null : `the storm ${mark} is ${of(mark).length} incidents`,
    ),
    check("storms, all of their alerts in the incident", memory.storms, ({ mark, identities }) => {
      const ids = of(mark).map(({ incident }) => incident.id);
      const strays = identities.filter((identity) => !ids.includes(places.get(identity) ?? ""));
      return strays.length === 0 ? null : `${strays.length} alerts of the storm ${mark} are elsewhere: ${strays[0]}`;
    }),
    check("storms, each with few messages", memory.storms, ({ mark }) => {
      const most = Math.max(0, ...of(mark).map((kept) => aboutAlerts(kept, scene).length));
      return most <= mostMessages ? null : `the channel of the storm ${mark} has ${most} messages about its alerts`;
    }),
    check("incidents, each counting its alerts", incidents, ({ incident: { id, number, alerts: counts } }) => {
      const own = held.get(id) ?? [];
      const firing = own.filter(({ status }) => status === "firing").length;
      return counts.total === own.length && counts.firing === firing
        ? null
        : `#${number} counts ${counts.firing} firing of ${counts.total} alerts, and has ${firing} of ${own.length}`;
    }),
  ];
}

/** What stands in its channel beside what its clocks and its pages say. */
function aboutAlerts({ incident }: Kept, { messages, outbox, bot }: Scene): string[] {
  const slots = new Map(outbox.map(({ key, slot }) => [key, slot]));
  return (messages.get(incident.channel.id ?? "") ?? []).flatMap(({ user, text, metadata }) => {
    const slot = slots.get(metadata?.event_payload.key ?? "") ?? "";
    return user === bot && !/\/(reminder|paged|pager)(\/|$)/.test(slot) ? [text] : [];
  });
}

import type { Actor } from "../../domain/actor.ts";
import type { PagerNews } from "../../domain/events.ts";
import { isPageKey, opsgenieEvent, type PagerEvent, pagerDutyEvent } from "../pager-events.ts";

/** How the webhooks of the pagers that we page through are read, by source; the pager's kind is what we page with. */
const readers: Record<string, { kind: string; read: (body: unknown) => PagerEvent | null }> = {
  "pagerduty-webhook": { kind: "pagerduty", read: pagerDutyEvent },
  opsgenie: { kind: "opsgenie", read: (body) => opsgenieEvent(body, "opsgenie") },
  jsm: { kind: "opsgenie", read: (body) => opsgenieEvent(body, "jsm") },
};

/** What the body of a pager's webhook tells of a page of ours; empty for everything else. */
export function newsIn(source: string, body: unknown): PagerNews[] {
  const reader = Object.hasOwn(readers, source) ? readers[source] : undefined;
  const event = reader?.read(body);
  if (!reader || !event?.key || !isPageKey(event.key)) return [];
  const { deed, key, by: name, at } = event;
  if (deed !== "acknowledged" && deed !== "unacknowledged" && deed !== "resolved") return [];
  // Who did it is worked out by whoever knows the pager's people; until then it is the pager that tells.
  const by: Actor = { kind: "pager", id: reader.kind, name: name ?? reader.kind };
  return [
    {
      type: "pager.news",
      pager: reader.kind,
      key,
      told: deed,
      who: { name: name ?? "", id: null },
      ...(at === null ? {} : { occurredAt: at }),
      by,
    },
  ];
}

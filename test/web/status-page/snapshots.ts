import type { Notice, NoticeUpdate } from "../../../src/domain/publishing/notice.ts";
import type { Origin } from "../../../src/web/status-page/feed.ts";
import type { Snapshot } from "../../../src/web/status-page/snapshot.ts";

export const gateway = "Gateway (HTTP liveness)";
export const keystore = "Keystore (active keys)";

export const site: Origin = {
  name: "Metis Gateway",
  url: "https://status.example.com",
  since: at("2026-11-01T00:00Z"),
};

/** A time of the tests. */
export function at(time: string): number {
  return Date.parse(time);
}

/** An update as the public reads it. */
export function update(id: string, posted: string, own: Partial<NoticeUpdate> = {}): NoticeUpdate {
  const heading = own.heading ?? `[INVESTIGATING] ${gateway} — requests fail`;
  const words = own.words ?? `Posted: ${posted}\nWe are looking into it.`;
  return {
    id,
    stage: "INVESTIGATING",
    text: `${heading}\n${words}`,
    heading,
    words,
    postedAt: at(posted),
    correctedAt: null,
    components: [gateway],
    overall: "major-outage",
    ...own,
  };
}

/** An open incident with one update. */
export function incident(own: Partial<Notice> = {}): Notice {
  return {
    id: "aaaaaaaaaaaa",
    kind: "incident",
    title: `${gateway} — requests fail`,
    open: true,
    stage: "INVESTIGATING",
    severity: "SEV1",
    impact: "major-outage",
    overall: "major-outage",
    components: [{ name: gateway, status: "major-outage", impact: "major-outage" }],
    startedAt: at("2026-11-21T09:00Z"),
    publishedAt: at("2026-11-21T09:10Z"),
    changedAt: at("2026-11-21T09:10Z"),
    endedAt: null,
    window: null,
    nextUpdateBy: at("2026-11-21T09:40Z"),
    updates: [update("uuuuuuuuuuu1", "2026-11-21T09:10Z")],
    ...own,
  };
}

/** A scheduled maintenance with one notice. */
export function maintenance(own: Partial<Notice> = {}): Notice {
  const heading = `[SCHEDULED] ${keystore} — the database is upgraded`;
  return {
    ...incident(),
    id: "mmmmmmmmmmmm",
    kind: "maintenance",
    title: `${keystore} — the database is upgraded`,
    stage: "SCHEDULED",
    severity: null,
    impact: "operational",
    overall: "operational",
    components: [{ name: keystore, status: "operational", impact: "operational" }],
    startedAt: at("2026-11-25T02:00Z"),
    publishedAt: at("2026-11-21T08:00Z"),
    changedAt: at("2026-11-21T08:00Z"),
    window: { startsAt: at("2026-11-25T02:00Z"), endsAt: at("2026-11-25T04:00Z") },
    nextUpdateBy: null,
    updates: [
      update("uuuuuuuuuum1", "2026-11-21T08:00Z", {
        stage: "SCHEDULED",
        heading,
        components: [keystore],
        overall: "operational",
      }),
    ],
    ...own,
  };
}

/** What the page knows, quiet but for what is given. */
export function snapshot(own: Partial<Snapshot> = {}): Snapshot {
  const { open = [], past = [], maintenance: windows = { ahead: [], past: [] } } = own;
  const changes = [...open, ...past, ...windows.ahead, ...windows.past].map(({ changedAt }) => changedAt);
  return {
    overall: "operational",
    components: [
      { name: gateway, status: "operational", group: null },
      { name: keystore, status: "operational", group: null },
    ],
    open,
    past,
    maintenance: windows,
    record: { since: at("2026-11-01T00:00Z"), troubles: [] },
    changedAt: changes.length === 0 ? null : Math.max(...changes),
    ...own,
  };
}

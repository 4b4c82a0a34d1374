import type { Signal } from "../../domain/events.ts";
import { identityOf, labelsOf, linksOf, text, titleOf, webLink } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/**
 * Healthchecks' webhook: the check as `$JSON` in the body of a POST or PUT, or `?id=$CODE&status=$STATUS&name=$NAME`. With
 * a read-only key the check's own id is missing and `unique_key` stands in. Signs nothing.
 */
export default defineSource<Members>({
  name: "healthchecks",
  methods: ["GET", "PUT"],
  body: objectWith("status"),
  signals: (body, reading) => [signalOf(body, reading)],
});

function idOf({ uuid, unique_key, id }: Members): string | null {
  return text(uuid) ?? text(unique_key) ?? text(id);
}

function signalOf(body: Members, reading: Reading): Signal {
  const id = idOf(body) ?? reading.unique();
  const { name, slug, tags, desc, exitstatus, grace, timeout, schedule, last_ping } = body;
  return {
    source: "healthchecks",
    identity: identityOf(reading.prefix, id),
    status: /^up$/i.test(text(body.status) ?? "") ? "resolved" : "firing",
    title: titleOf(text(name) ?? text(slug) ?? `Check ${id}`),
    description: text(desc),
    severityHint: null,
    labels: labelsOf({ name, slug, tags, exitstatus, grace, timeout, schedule, last_ping }),
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: linksOf({ Source: checkPage(body) }),
  };
}

/** The check's own page, which the message does not name; its addresses for pings are as good as secrets and stay out. */
function checkPage({ update_url, uuid }: Members): string | null {
  const api = webLink(update_url);
  const own = text(uuid);
  return api === null || own === null ? null : `${new URL(api).origin}/checks/${encodeURIComponent(own)}/details/`;
}

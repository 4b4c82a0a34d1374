import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import { identityOf, labelsOf, linksOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { headerOf } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

const options = z.strictObject({
  /** The sender is Uptime Kuma, which gives no `alert_uid`: its title without "is down" and "is up" tells the alert. */
  kuma: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

/**
 * Grafana OnCall's "formatted webhook", for everything that was set up to speak to OnCall. Without an `alert_uid` nothing
 * tells what a message belongs to: each is an alert of its own, but for Uptime Kuma's. Signs nothing.
 */
export default defineSource<Members, Options>({
  name: "grafana-oncall",
  options,
  body: objectWith("alert_uid", "state", "title"),
  signals: (body, reading) => [signalOf(body, reading)],
});

function isKuma({ options: { kuma }, request }: Reading<Options>): boolean {
  return kuma || /uptime.?kuma/i.test(headerOf(request, "user-agent") ?? "");
}

function signalOf(body: Members, reading: Reading<Options>): Signal {
  const said = text(body.title);
  const monitor = isKuma(reading) ? (said?.replace(/ is (?:down|up)$/i, "") ?? null) : null;
  const { alert_uid, state, title, image_url, link_to_upstream_details, message, ...more } = body;
  return {
    source: "grafana-oncall",
    identity: identityOf(reading.prefix, text(alert_uid) ?? monitor ?? reading.unique()),
    status: /^ok$/i.test(text(state) ?? "") ? "resolved" : "firing",
    title: titleOf(monitor ?? said) || "An alert without a name",
    description: text(message),
    severityHint: null,
    labels: labelsOf(more),
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: linksOf({ Source: link_to_upstream_details, Image: image_url }),
  };
}

import { z } from "zod";
import { callLimits, cut, endingOf, troubleOf } from "../ending.ts";
import { delivered } from "../outcome.ts";
import { definePager, linksOf, type Page, wordOf } from "../pager.ts";
import { address, secret } from "../settings.ts";
import { signedHeaders } from "../signed-webhook.ts";

const settings = z.strictObject({
  url: address,
  secret,
  /** The secret before it was changed: while both are here, a receiver may know either. */
  former_secret: secret.optional(),
});

const types = { trigger: "page.triggered", acknowledge: "page.acknowledged", resolve: "page.resolved" } as const;
const words = { SEV1: "critical", SEV2: "error", SEV3: "warning", SEV4: "info" } as const;

/**
 * A signed webhook of the operator's own (contracts: paging 6). The body's `id` and the header `webhook-id` are the same for
 * every attempt at the same thing, so that a receiver can tell a repetition.
 */
export default definePager<z.infer<typeof settings>>({
  name: "webhook",
  shown: "the webhook",
  settings,
  escalates: false,
  rings: true,
  people: "identity",
  ends: true,
  mayDouble: "A page whose answer was lost is sent again with the same webhook-id; the receiver has to tell.",
  limits: { title: "1,000 characters" },
  place: ({ url }) => url,

  async send(action, page, { settings: { url, secret: current, former_secret }, http, clock, agent }) {
    const id = `${page.key}.${action}`;
    const body = JSON.stringify(bodyOf(action, page, id, clock.now()));
    const headers = signedHeaders({ id, at: clock.now(), body, agent }, [current, former_secret]);
    try {
      const answer = await http({ method: "POST", url, headers, body, ...callLimits });
      return answer.status >= 200 && answer.status < 300
        ? delivered()
        : endingOf(answer, "the webhook", "", clock.now());
    } catch (error) {
      return troubleOf(error);
    }
  },
});

function bodyOf(action: "trigger" | "acknowledge" | "resolve", page: Page, id: string, now: number): object {
  const escalated = action === "trigger" && page.target !== "primary" && page.target !== "person";
  return {
    type: page.test && action === "trigger" ? "page.test" : escalated ? "page.escalated" : types[action],
    id,
    at: new Date(now).toISOString(),
    incident: {
      number: page.number,
      title: cut(`${page.drill ? "[DRILL] " : ""}${page.title}`, 1_000),
      severity: page.severity.toLowerCase(),
      level: page.test ? "info" : wordOf(page, words),
      stage: page.stage,
      components: page.components,
      url: page.channelUrl,
      channel_url: page.channelUrl,
      drill: page.drill,
      private: page.private,
    },
    target: {
      kind: page.target === "person" ? "primary" : page.target,
      person: page.people.length === 1 ? page.people[0] : null,
    },
    links: [
      ...linksOf(page).map(({ text, href }) => ({ rel: text === "Runbook" ? "runbook" : "channel", href })),
      ...(page.ackUrl === null ? [] : [{ rel: "ack_url", href: page.ackUrl }]),
    ],
  };
}

import { z } from "zod";
import { callLimits, cut, endingOf, jsonOf, troubleOf } from "../ending.ts";
import { delivered } from "../outcome.ts";
import { definePager, linesOf, linksOf, type Page, type PagerNews, titleOf, wordOf } from "../pager.ts";
import { address, secret } from "../settings.ts";

const settings = z.strictObject({
  routing_key: secret,
  url: address.default("https://events.pagerduty.com/v2/enqueue"),
  api_token: secret.optional(),
  api_url: address.default("https://api.pagerduty.com"),
  service_key: z
    .never({
      error:
        "A service key belongs to Events API v1, which is not spoken here. Add an integration of type Events API v2 to the service, and give its integration key as routing_key.",
    })
    .optional(),
});

/** PagerDuty's answer to an event, as far as it is read. */
const accepted = z.object({ status: z.literal("success") });
const refused = z.object({ message: z.string().optional(), errors: z.array(z.string()).optional() });

const found = z.object({
  incidents: z.array(
    z.object({
      status: z.string(),
      acknowledgements: z
        .array(z.object({ acknowledger: z.object({ id: z.string(), summary: z.string().nullish() }) }))
        .nullish(),
      last_status_change_by: z.object({ id: z.string(), summary: z.string().nullish() }).nullish(),
    }),
  ),
});

/**
 * PagerDuty, Events API v2. One alert stands for one key, however often it is sent; what counts for a key is only what
 * comes through the routing key that triggered it.
 */
export default definePager<z.infer<typeof settings>>({
  name: "pagerduty",
  shown: "PagerDuty",
  settings,
  escalates: true,
  rings: true,
  people: "identity",
  ends: true,
  mayDouble: null,
  limits: { title: "1,024 characters", key: "255 characters", "whole message": "512 KB" },
  place: ({ routing_key, url }) => `${url}\n${routing_key.reveal()}`,

  async send(action, page, { settings: { routing_key, url }, http, clock, agent }) {
    const event = {
      routing_key: routing_key.reveal(),
      event_action: action,
      dedup_key: page.key,
      ...(action === "trigger" ? triggerOf(page) : {}),
    };
    try {
      const call = { method: "POST", url, headers: { "user-agent": agent }, json: event, ...callLimits } as const;
      const answer = await http(call);
      const read = jsonOf(answer.text);
      if (answer.status === 202 && accepted.safeParse(read).success) return delivered();
      const { message = "", errors = [] } = refused.safeParse(read).data ?? {};
      return endingOf(answer, "PagerDuty", [message, ...errors].filter(Boolean).join("; "), clock.now());
    } catch (error) {
      return troubleOf(error);
    }
  },

  async ask(key, { settings: { api_token, api_url }, http, agent }) {
    if (!api_token) return null;
    const answer = await http({
      method: "GET",
      url: `${api_url}/incidents?incident_key=${encodeURIComponent(key)}&statuses[]=acknowledged&statuses[]=resolved`,
      headers: {
        authorization: `Token token=${api_token.reveal()}`,
        accept: "application/vnd.pagerduty+json;version=2",
        "user-agent": agent,
      },
      ...callLimits,
    });
    return answer.status === 200 ? newsIn(jsonOf(answer.text)) : null;
  },
});

function triggerOf(page: Page): object {
  return {
    client: "Sitrep",
    ...(page.channelUrl === null ? {} : { client_url: page.channelUrl }),
    links: linksOf(page),
    payload: {
      summary: cut(titleOf(page), 1_024),
      source: cut(page.components[0] ?? "Sitrep", 255),
      severity: page.test ? "info" : wordOf(page, words),
      timestamp: new Date(page.detectedAt).toISOString(),
      ...(page.components[0] === undefined ? {} : { component: cut(page.components[0], 255) }),
      class: page.test ? "test" : page.drill ? "drill" : "incident",
      custom_details: detailsOf(page),
    },
  };
}

const words = { SEV1: "critical", SEV2: "error", SEV3: "warning", SEV4: "info" } as const;

function detailsOf(page: Page): object {
  if (page.private) return {};
  return {
    ...(page.number === null ? {} : { incident: page.number, stage: page.stage }),
    alerts_firing: page.alerts.firing,
    alerts_total: page.alerts.total,
    about: cut(linesOf(page).join("\n"), 8_000),
  };
}

function newsIn(body: unknown): PagerNews | null {
  const [incident] = found.safeParse(body).data?.incidents ?? [];
  if (!incident) return null;
  const by = incident.acknowledgements?.at(-1)?.acknowledger ?? incident.last_status_change_by ?? null;
  const who = { name: by?.summary || "Somebody", id: by?.id ?? null };
  if (incident.status === "acknowledged") return { told: "acknowledged", by: who };
  return incident.status === "resolved" ? { told: "resolved", by: who } : null;
}

import { createHmac } from "node:crypto";
import type { Secret } from "../../base/secret.ts";
import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, linksOf, membersOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { headerOf, isTimely, sameDigest } from "../signature.ts";
import { defineSource, type Reading, type Received } from "../source.ts";

/** What incident.io calls an incident that is none any more. Every other word goes on. */
const over = /^(?:closed|learning|post[-_ ]?incident|declined|merged|cancell?ed)$/i;

/**
 * incident.io's webhooks, for those moving. The payload sits under a name like the event's; updates of a status hold the
 * incident one level deeper. Of private incidents it sends the id and nothing else, so that they cannot be followed.
 */
export default defineSource<Members>({
  name: "incident-io",
  prefix: "incidentio",
  verify: isGenuine,
  body: objectWith("event_type"),
  signals(body, reading) {
    const type = text(body.event_type) ?? "";
    if (!/^public_incident\.incident_/.test(type)) return [];
    const payload = membersOf(body[type]);
    return [signalOf(payload, payload.incident === undefined ? payload : membersOf(payload.incident), reading)];
  },
  notices: ({ event_type }) =>
    /^private_incident\.incident_/.test(text(event_type) ?? "")
      ? [
          "incident.io says nothing of private incidents but their ids: they are not shown. Leave them out at its endpoint.",
        ]
      : [],
  deliveryId: (_, request) => headerOf(request, "webhook-id") ?? headerOf(request, "svix-id"),
});

function signalOf(payload: Members, its: Members, reading: Reading): Signal {
  const status = payload.new_status === undefined ? its.incident_status : payload.new_status;
  const { category, name: statusName } = membersOf(status);
  const resolved = over.test(text(category) ?? "");
  const severity = text(membersOf(its.severity).name);
  const at = instantOf(its.updated_at);
  const { reference, mode, visibility } = its;
  return {
    source: "incident-io",
    identity: identityOf(reading.prefix, text(its.id) ?? reading.unique()),
    status: resolved ? "resolved" : "firing",
    test: /^(?:test|tutorial)$/i.test(text(mode) ?? "") || undefined,
    title: titleOf(text(reference), text(its.name)) || "An incident without a name",
    description: text(its.summary),
    severityHint: severity,
    level: levelOf(severity),
    labels: labelsOf({
      reference,
      mode,
      visibility,
      severity,
      status: statusName,
      category,
      type: membersOf(its.incident_type).name,
    }),
    groupKey: null,
    startedAt: instantOf(its.created_at),
    endedAt: resolved ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    links: linksOf({ Source: its.permalink }),
  };
}

/**
 * Signed as Svix signs: HMAC-SHA256 over id, time and body with dots between, in base64; the key is the base64 after
 * `whsec_`. Several signatures stand side by side while the secret is rotated. The time is signed, and counts.
 */
function isGenuine(request: Received, secrets: readonly Secret[]): boolean {
  const part = (name: string) => headerOf(request, `webhook-${name}`) ?? headerOf(request, `svix-${name}`);
  const [id, time, shown] = [part("id"), part("timestamp"), part("signature")];
  if (id === null || time === null || shown === null || !isTimely(time, request.at)) return false;
  const signatures = shown
    .split(" ")
    .filter((one) => one.startsWith("v1,"))
    .slice(0, 8);
  let genuine = false;
  for (const secret of secrets) {
    const key = Buffer.from(secret.reveal().replace(/^whsec_/, ""), "base64");
    const own = createHmac("sha256", key).update(`${id}.${time}.`).update(request.raw).digest("base64");
    // What is no base64 at all leaves an empty key, under which anybody can sign.
    for (const one of signatures) genuine = (key.length > 0 && sameDigest(one.slice(3), own)) || genuine;
  }
  return genuine;
}

import { createVerify, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { Instant } from "../../base/clock.ts";
import type { Signal } from "../../domain/events.ts";
import { firstText, identityOf, instantOf, labelsOf, listOf, membersOf, text, titleOf } from "../foreign.ts";
import { defineSource, type LookUp, type Reading, type Received } from "../source.ts";

const options = z.strictObject({
  /** The topics that may send; one that is signed and not named here is refused. Empty: the endpoint needs a token. */
  topics: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:\S+$/,
          "It must be a topic's ARN, like arn:aws:sns:eu-west-1:123456789012:alarms.",
        ),
    )
    .default([]),
  /** What an alarm means that has too little data to tell. */
  insufficient_data: z.enum(["firing", "ignore", "resolved"]).default("firing"),
});
type Options = z.infer<typeof options>;

/** What SNS wraps around a message, and signs. */
const envelope = z.looseObject({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().optional(),
});

/** An alarm as CloudWatch writes it: in the envelope's message, or by itself where raw delivery is switched on. */
const alarm = z.looseObject({
  AlarmName: z.string().min(1),
  NewStateValue: z.enum(["ALARM", "OK", "INSUFFICIENT_DATA"]),
});

const body = z.union([envelope, alarm]);
type Body = z.infer<typeof body>;
type Envelope = z.infer<typeof envelope>;
type Alarm = z.infer<typeof alarm>;

/**
 * CloudWatch alarms over Amazon SNS. SNS signs with a key of Amazon's: the endpoint needs no secret of ours, but the names
 * of the topics that may send, because anybody can have a topic of his own. A subscription is confirmed only when it is
 * genuine; the end of one is told, and never visited, which would subscribe again.
 */
export default defineSource<Body, Options>({
  name: "cloudwatch-sns",
  prefix: "cloudwatch",
  options,
  provesItself: ({ topics }) => topics.length > 0,
  verify: (request, _, { topics }, lookUp) => isGenuine(request, topics, lookUp),
  body,
  signals(message, reading) {
    if (!isEnvelope(message)) return alarmSignal(message, reading);
    if (message.Type !== "Notification") return [];
    const inside = alarm.safeParse(leniently(message.Message));
    return inside.success ? alarmSignal(inside.data, reading) : [plainSignal(message, reading)];
  },
  notices: (message) =>
    isEnvelope(message) && message.Type === "UnsubscribeConfirmation"
      ? [
          `The topic ${message.TopicArn} sends here no more: its subscription was ended. If nobody meant that, subscribe again.`,
        ]
      : [],
  deliveryId: (message) => (isEnvelope(message) && message.Type === "Notification" ? message.MessageId : null),
  confirmation: (message) =>
    isEnvelope(message) && message.Type === "SubscriptionConfirmation" && isOfAmazon(message.SubscribeURL)
      ? message.SubscribeURL
      : null,
});

function isEnvelope(message: Body): message is Envelope {
  return "MessageId" in message;
}

/** Regions are named freely enough that only the shape of the host can be checked; the shape is Amazon's alone. */
const host = /^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;

/** True for an https address of SNS itself, without anything that could lead elsewhere. */
function isOfAmazon(address: unknown): address is string {
  const url = typeof address === "string" ? URL.parse(address) : null;
  return (
    url !== null &&
    url.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    host.test(url.hostname)
  );
}

const algorithms: Record<string, string> = { "1": "RSA-SHA1", "2": "RSA-SHA256" };
const signedOfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const signedOfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/**
 * Checks a signature in the order in which nothing is called that was not looked at before (alert sources 4.8). A message may
 * be old: SNS tries for an hour; a replay is told by its id.
 */
function isGenuine(
  { raw, at, shown }: Received,
  topics: readonly string[],
  lookUp: LookUp,
): boolean | Promise<boolean> {
  const message = membersOf(leniently(raw.toString("utf8")));
  const { Type, SigningCertURL, Signature, SignatureVersion, TopicArn } = message;
  if (!isOfAmazon(SigningCertURL) || !new URL(SigningCertURL).pathname.endsWith(".pem")) return false;
  const algorithm = algorithms[String(SignatureVersion)];
  if (algorithm === undefined || typeof Signature !== "string") return false;
  // Anybody can have a topic, and so a genuine signature: without a list only a secret tells ours.
  if (topics.length > 0 ? !topics.includes(String(TopicArn)) : !shown) return false;

  const names = Type === "Notification" ? signedOfNotification : signedOfConfirmation;
  const present = names.filter((name) => typeof message[name] === "string");
  const signed = present.map((name) => `${name}\n${message[name]}\n`).join("");
  return lookUp(SigningCertURL).then((pem) => pem !== null && verifies(pem, at, algorithm, signed, Signature));
}

function verifies(pem: string, at: Instant, algorithm: string, signed: string, signature: string): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const valid = Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo);
    return valid && createVerify(algorithm).update(signed, "utf8").verify(certificate.publicKey, signature, "base64");
  } catch {
    return false;
  }
}

const controls = /\p{Cc}/gu;

/** JSON that may hold control characters as they are in its strings, as alarms' descriptions do. Null when it is none. */
function leniently(json: string): unknown {
  return parsed(json) ?? parsed(json.replace(controls, " "));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function alarmSignal(one: Alarm, { prefix, options: { insufficient_data }, request }: Reading<Options>): Signal[] {
  const state = one.NewStateValue;
  if (state === "INSUFFICIENT_DATA" && insufficient_data === "ignore") return [];
  const resolved = state === "OK" || (state === "INSUFFICIENT_DATA" && insufficient_data === "resolved");
  const account = text(one.AWSAccountId) ?? "";
  const region = text(one.Region) ?? "";
  const changedAt = instantOf(one.StateChangeTime) ?? undefined;
  const trigger = membersOf(one.Trigger);
  const dimensions = listOf(trigger.Dimensions).map(membersOf);
  return [
    {
      source: "cloudwatch-sns",
      identity: identityOf(prefix, text(one.AlarmArn) ?? `${account}:${region}:${one.AlarmName}`),
      status: resolved ? "resolved" : "firing",
      title: titleOf(text(one.AlarmName), text(one.AlarmDescription)) || "An alarm without a name",
      description: firstText(one.NewStateReason, one.AlarmDescription),
      severityHint: state,
      // ALARM says nothing of how bad it is, although the word is that of a level elsewhere.
      level: state === "INSUFFICIENT_DATA" ? "info" : undefined,
      labels: labelsOf({
        ...Object.fromEntries(dimensions.map(({ name, value }) => [text(name) ?? "dimension", value])),
        alarm: one.AlarmName,
        account,
        region,
        namespace: trigger.Namespace,
        metric: trigger.MetricName,
      }),
      groupKey: null,
      startedAt: resolved ? null : (changedAt ?? null),
      endedAt: resolved ? (changedAt ?? request.at) : undefined,
      eventAt: changedAt,
      runbookUrl: null,
      links: [],
    },
  ];
}

/** What is no alarm can be listed, and nothing will ever say that it is over. */
function plainSignal(
  { MessageId, Message, Subject, TopicArn, Timestamp }: Envelope,
  reading: Reading<Options>,
): Signal {
  const own = reading.prefix.replace(/^cloudwatch/, "sns");
  return {
    source: "cloudwatch-sns",
    identity: identityOf(own, MessageId),
    status: "firing",
    title: titleOf(text(Subject) ?? text([...Message].slice(0, 80).join(""))) || "A message without a subject",
    description: text(Message),
    severityHint: null,
    labels: labelsOf({ topic: TopicArn }),
    groupKey: null,
    startedAt: instantOf(Timestamp),
    runbookUrl: null,
    links: [],
  };
}

import { createHash } from "node:crypto";
import type { Transporter } from "nodemailer";
import { z } from "zod";
import type { Secret } from "../base/secret.ts";
import { cut } from "./ending.ts";
import {
  type Message,
  type Question,
  type Sender,
  type Sent,
  type SubscriberMedium,
  scopeOf,
} from "./subscribers-medium.ts";

/** The mail server, and who the mails are from. */
export interface MailSettings {
  host: string;
  port: number;
  tls: "starttls" | "implicit" | "none";
  username: string | null;
  password: Secret | null;
  /** `Acme Status <status@acme.example>` */
  from: string;
}

/** Connections at the same time; mail servers take a few of one sender. */
const connections = 4;
/** Mails over one connection: servers close one that sends for ever. */
const mailsEach = 100;
const waits = { connectionTimeout: 5_000, greetingTimeout: 5_000, dnsTimeout: 5_000, socketTimeout: 15_000 };

/**
 * Subscribers by e-mail. Every mail can be ended with one click, as RFC 8058 asks (the mail server has to sign the headers,
 * with DKIM). SMTP has no key of ours: a mail whose answer was lost is sent again with the same Message-ID, by which most
 * mailboxes show it once.
 */
export function emailSubscribers(settings: MailSettings, sender: Sender): SubscriberMedium {
  return {
    atOnce: connections,
    async open() {
      // Loaded by the first mail: a start has no use for it.
      const { createTransport } = await import("nodemailer");
      const { host, port, tls, username, password } = settings;
      const transport = createTransport({
        pool: true,
        maxConnections: connections,
        maxMessages: mailsEach,
        host,
        port,
        secure: tls === "implicit",
        requireTLS: tls === "starttls",
        ignoreTLS: tls === "none",
        ...(username !== null && password ? { auth: { user: username, pass: password.reveal() } } : {}),
        ...waits,
      });
      return {
        tell: (message) => send(transport, settings, message.subscriber.address, mailOf(message, settings, sender)),
        ask: (question) =>
          send(transport, settings, question.subscriber.address, questionOf(question, settings, sender)),
        close: () => transport.close(),
      };
    },
  };
}

interface Mail {
  subject: string;
  text: string;
  messageId: string;
  references?: string;
  headers: Record<string, string>;
}

async function send(transport: Transporter, { from }: MailSettings, address: string, mail: Mail): Promise<Sent> {
  try {
    await transport.sendMail({ from, to: { name: "", address }, ...mail });
    return { kind: "sent" };
  } catch (error) {
    return endingOf(error);
  }
}

function mailOf(
  { notice, update, subscriber, pageUrl, endUrl }: Message,
  settings: MailSettings,
  sender: Sender,
): Mail {
  const domain = domainOf(settings);
  const words = [
    update.text,
    "",
    `On the status page: ${pageUrl}`,
    "",
    "-- ",
    footOf(subscriber.components, sender),
    `Unsubscribe: ${endUrl}`,
  ];
  return {
    subject: cut(`[${sender.name}] ${stageWord(update.stage)}: ${notice.title}`, 200),
    text: cut(words.join("\n"), 100_000),
    messageId: `<${update.id}.${subscriber.id.toLowerCase()}@${domain}>`,
    // All of one notice are one thread: each answers a first one that there never was.
    references: `<${notice.id}@${domain}>`,
    headers: {
      "List-Unsubscribe": `<${endUrl}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "List-Id": `<status.${domain}>`,
      "Auto-Submitted": "auto-generated",
    },
  };
}

function questionOf(
  { subscriber, confirmUrl, token, components }: Question,
  settings: MailSettings,
  sender: Sender,
): Mail {
  const words = [
    `Somebody asked for updates of ${sender.name} to be sent to this address: ${scopeOf(components)}.`,
    "",
    `If that was you, confirm it here within a day: ${confirmUrl}`,
    "",
    "If it was not, do nothing: nothing will be sent.",
    "",
    "-- ",
    `${sender.name}, ${sender.url}/`,
  ];
  return {
    subject: cut(`[${sender.name}] Confirm your subscription`, 200),
    text: words.join("\n"),
    messageId: `<ask.${hashOf(token)}.${subscriber.id.toLowerCase()}@${domainOf(settings)}>`,
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

function footOf(components: readonly string[], { name, url }: Sender): string {
  return `You hear of updates of ${name} (${url}/) about ${scopeOf(components)}.`;
}

/** `IN_PROGRESS` -> `In progress` */
function stageWord(stage: string): string {
  return `${stage.charAt(0)}${stage.slice(1).toLowerCase().replaceAll("_", " ")}`;
}

function domainOf({ from }: MailSettings): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "sitrep.invalid";
}

/** What tells one question from another without being of any use to whoever reads it in a log. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16);
}

/** What nodemailer's errors carry, as far as it is read. Their message may hold an address, and never leaves here. */
const failure = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  command: z.string().optional(),
});

/**
 * A no to the recipient is the recipient's, and for good when its code says so; everything else is between us and our mail
 * server, and no subscriber's fault.
 */
function endingOf(error: unknown): Sent {
  const { code = "unknown trouble", responseCode, command = "" } = failure.safeParse(error).data ?? {};
  const verb = command.split(" ")[0] ?? "";
  if (command.startsWith("RCPT") && responseCode !== undefined)
    return {
      kind: "failed",
      why: `the mail server answered ${responseCode} to its address`,
      gone: responseCode >= 500,
    };
  if (responseCode !== undefined)
    return { kind: "down", why: `the mail server answered ${responseCode}${verb === "" ? "" : ` to ${verb}`}` };
  if (code === "EENVELOPE") return { kind: "failed", why: "its address cannot be sent to", gone: true };
  if (code === "ETLS")
    return { kind: "down", why: "the mail server offers no encryption; smtp.tls: none sends without" };
  return { kind: "down", why: `the mail server did not take it (${code})` };
}

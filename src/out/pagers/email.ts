import { z } from "zod";
import { Secret } from "../../base/secret.ts";
import { cut } from "../ending.ts";
import { delivered, later, never } from "../outcome.ts";
import { definePager, linesOf, type Page, type PagerAction, type Sent, titleOf } from "../pager.ts";
import { secret } from "../settings.ts";

const settings = z.strictObject({
  host: z.string(),
  port: z.coerce.number().int().min(1).max(65_535).default(587),
  tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
  username: z.string().optional(),
  password: secret.optional(),
  from: z.string(),
  to: z
    .union([secret, z.string()])
    .transform((value) => (typeof value === "string" ? new Secret(value) : value))
    .optional(),
});
type Settings = z.infer<typeof settings>;

const waits = { connectionTimeout: 5_000, greetingTimeout: 5_000, dnsTimeout: 5_000, socketTimeout: 10_000 };

/**
 * E-mail by SMTP. One page is one thread: what follows answers the first message. The server keeps no key, but the message
 * has an id of its own, by which most mailboxes show a repetition once.
 */
export default definePager<Settings>({
  name: "email",
  shown: "e-mail",
  settings,
  escalates: false,
  rings: false,
  people: "address",
  shared: ({ to }) => to !== undefined,
  ends: true,
  mayDouble: "A message whose answer was lost is sent again with the same Message-ID; a mailbox may show it twice.",
  limits: { subject: "200 characters", text: "20,000 characters" },
  place: ({ host, port, from, to }) => `${host}:${port}\n${from}\n${to?.reveal() ?? ""}`,

  async send(action, page, { settings: given }) {
    const to = page.address ?? given.to;
    if (!to) return never("there is no e-mail address for this person");
    // Loaded by the first page: a start has no use for it.
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      host: given.host,
      port: given.port,
      secure: given.tls === "implicit",
      requireTLS: given.tls === "starttls",
      ignoreTLS: given.tls === "none",
      ...(given.username !== undefined && given.password
        ? { auth: { user: given.username, pass: given.password.reveal() } }
        : {}),
      ...waits,
    });
    try {
      const info = await transport.sendMail(messageOf(action, page, given, to));
      return delivered(info.messageId);
    } catch (error) {
      return endingOf(error);
    } finally {
      transport.close();
    }
  },
});

function messageOf(action: PagerAction, page: Page, { from }: Settings, to: Secret) {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "sitrep.invalid";
  const first = `<${page.key}@${domain}>`;
  const prefix = action === "trigger" ? "" : action === "resolve" ? "Over: " : "Acknowledged: ";
  return {
    from,
    to: to.reveal(),
    subject: cut(`${prefix}${titleOf(page)}`, 200),
    text: cut(textOf(action, page), 20_000),
    messageId: action === "trigger" ? first : `<${page.key}.${action}@${domain}>`,
    ...(action === "trigger"
      ? { priority: page.test ? ("normal" as const) : ("high" as const) }
      : { inReplyTo: first, references: first }),
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

function textOf(action: PagerAction, page: Page): string {
  if (action !== "trigger") {
    const what = action === "resolve" ? "It is over" : `${page.by ?? "Somebody"} acknowledged`;
    return `${what}: ${titleOf(page)}\nNothing more to do.`;
  }
  const ack = page.ackUrl === null ? [] : ["", `Acknowledge: ${page.ackUrl}`];
  return [titleOf(page), "", ...linesOf(page), ...ack].join("\n");
}

/** What nodemailer's errors carry, as far as it is read. Their message may hold an address, and never leaves here. */
const failure = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  command: z.string().optional(),
  syscall: z.string().optional(),
});

function endingOf(error: unknown): Sent {
  const { code = "unknown trouble", responseCode, command = "", syscall } = failure.safeParse(error).data ?? {};
  if (code === "ETLS" || command === "STARTTLS")
    return never("the mail server offers no encryption; tls: none sends without");
  if (responseCode !== undefined) {
    const why = `the mail server answered ${responseCode}${command === "" ? "" : ` to ${command.split(" ")[0]}`}`;
    return responseCode < 500 ? later(why, { doubtful: false }) : never(why);
  }
  if (code === "EAUTH" || code === "EENVELOPE" || code === "ENOAUTH" || code === "EMESSAGE")
    return never(`the mail could not be sent (${code})`);
  return later(`the mail server did not take it (${code})`, {
    doubtful: !(code === "EDNS" || syscall === "connect" || syscall === "getaddrinfo"),
  });
}

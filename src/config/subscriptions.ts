import { z } from "zod";
import type { Secret } from "../base/secret.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * `subscriptions`: how those who subscribe on the status page are reached. docs/subscriptions.md explains it.
 */

const sender = is.text.refine((given) => /^(?:[^<>\n]*<)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+>?$/.test(given), {
  error: "It must be an e-mail address, with a name before it if you like: Acme Status <status@acme.example>.",
});

/** The settings under `subscriptions`. */
export const subscriptions = z
  .strictObject(
    {
      smtp: z
        .strictObject(
          {
            host: is.text.optional(),
            port: is.port.default(587),
            tls: is.oneOf(["starttls", "implicit", "none"]).default("starttls"),
            username: is.text.optional(),
            password: is.secret.optional(),
          },
          { error: "It must be a group of settings: host, port, tls, username, password." },
        )
        .prefault({}),
      from: sender.optional(),
      webhooks: is.flag.default(true),
      allow_private: is.flag.default(false),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

type Settings = z.infer<typeof subscriptions>;

/** How subscribers are reached. */
export interface SubscriptionSettings {
  /** Null = there is no subscription by e-mail. */
  mail: {
    host: string;
    port: number;
    tls: "starttls" | "implicit" | "none";
    username: string | null;
    password: Secret | null;
    from: string;
  } | null;
  webhooks: boolean;
  /** True lets webhooks lead to this machine and its network, and without encryption. */
  allowPrivate: boolean;
}

/** The settings as the program uses them. They must have no disagreements. */
export function subscriptionsOf({ smtp, from, webhooks, allow_private }: Settings): SubscriptionSettings {
  const { host, port, tls, username = null, password = null } = smtp;
  const mail = host === undefined || from === undefined ? null : { host, port, tls, username, password, from };
  return { mail, webhooks, allowPrivate: allow_private };
}

/** A mail server without a sender sends nothing, and the other way round. */
export function subscriptionDisagreements({ smtp, from }: Settings): { path: Path; problem: string }[] {
  if (smtp.host && !from)
    return [
      {
        path: ["subscriptions", "smtp", "host"],
        problem: "subscriptions.from is missing beside it: the address that mails to subscribers are from.",
      },
    ];
  if (from && !smtp.host)
    return [
      {
        path: ["subscriptions", "from"],
        problem: "subscriptions.smtp.host is missing beside it: the mail server that sends them.",
      },
    ];
  return [];
}

import { z } from "zod";
import { callLimits, cutBytes, endingOf, jsonOf, troubleOf } from "../ending.ts";
import { delivered } from "../outcome.ts";
import { definePager, linesOf, type Page, titleOf, wordOf } from "../pager.ts";
import { address, secret } from "../settings.ts";

const settings = z
  .strictObject({
    url: address.default("https://ntfy.sh"),
    topic: secret.optional(),
    token: secret.optional(),
    username: z.string().optional(),
    password: secret.optional(),
  })
  .refine(({ topic, url }) => !topic || !isPublic(url) || topic.reveal().length >= 24, {
    path: ["topic"],
    error: "On a public server whoever knows the topic reads and sends: make it at least 24 random characters.",
  });

const published = z.object({ id: z.string() });
const refused = z.object({ error: z.string() });

const priorities = { SEV1: 5, SEV2: 4, SEV3: 3, SEV4: 2 } as const;

/**
 * ntfy, its own server or a hosted one. A message carries our key as its sequence: a newer server shows one message that
 * changes, an older one a second message.
 */
export default definePager<z.infer<typeof settings>>({
  name: "ntfy",
  shown: "ntfy",
  settings,
  escalates: false,
  rings: true,
  people: "address",
  shared: ({ topic }) => topic !== undefined,
  ends: true,
  mayDouble:
    "Servers before 2.16 do not know our key: a page whose answer was lost comes twice there, and its end is a message of its own.",
  limits: { title: "1,024 bytes", message: "4,096 bytes" },
  place: ({ url, topic }) => `${url}\n${topic?.reveal() ?? ""}`,

  async send(action, page, { settings: given, http, clock, agent }) {
    const topic = page.address ?? given.topic;
    if (!topic) return { outcome: "never", why: "ntfy has no topic for this person" };
    const ends = action !== "trigger";
    const json = {
      topic: topic.reveal(),
      title: cutBytes(titleOf(page), 1_024),
      message: cutBytes(messageOf(page, action) || titleOf(page), 4_096),
      priority: page.test || ends ? 2 : wordOf(page, priorities),
      tags: [ends ? "white_check_mark" : page.drill || page.test ? "information_source" : "rotating_light"],
      ...(page.channelUrl === null ? {} : { click: page.channelUrl }),
      ...(ends ? {} : { actions: actionsOf(page) }),
    };
    const headers = {
      "user-agent": agent,
      // The header is known to every server that knows sequences.
      "x-sequence-id": page.key,
      ...authorizationOf(given),
    };
    try {
      const answer = await http({ method: "POST", url: given.url, headers, json, ...callLimits });
      const read = jsonOf(answer.text);
      if (answer.status === 200 && published.safeParse(read).success) return delivered();
      return endingOf(answer, "ntfy", refused.safeParse(read).data?.error ?? "", clock.now());
    } catch (error) {
      return troubleOf(error);
    }
  },
});

function isPublic(url: string): boolean {
  return /(^|\.)ntfy\.sh$/.test(new URL(url).hostname);
}

function messageOf(page: Page, action: "trigger" | "acknowledge" | "resolve"): string {
  if (action === "trigger") return linesOf(page).join("\n");
  return action === "resolve" ? "It is over." : `${page.by ?? "Somebody"} acknowledged. Nothing more to do.`;
}

function actionsOf({ channelUrl, ackUrl }: Page): object[] {
  return [
    ...(ackUrl === null ? [] : [{ action: "http", label: "Ack", url: ackUrl, method: "POST", clear: true }]),
    ...(channelUrl === null ? [] : [{ action: "view", label: "Open channel", url: channelUrl }]),
  ];
}

function authorizationOf({ token, username, password }: z.infer<typeof settings>): Record<string, string> {
  if (token) return { authorization: `Bearer ${token.reveal()}` };
  if (username === undefined || !password) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString("base64")}` };
}

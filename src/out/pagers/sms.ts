import { z } from "zod";
import { callLimits, cut, endingOf, jsonOf, troubleOf } from "../ending.ts";
import { delivered } from "../outcome.ts";
import { definePager, type Page, type Sending, titleOf } from "../pager.ts";
import { address, secret } from "../settings.ts";

const settings = z.strictObject({
  account_sid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, { error: "It must be the account SID: AC and 32 digits." }),
  auth_token: secret,
  from: z.union([z.string(), z.number()]).transform((value) => numberOf(String(value))),
  to: secret.optional(),
  url: address.default("https://api.twilio.com"),
});
type Settings = z.infer<typeof settings>;

const made = z.object({ sid: z.string() });
const refused = z.object({ message: z.string(), code: z.number().optional() });
const listed = z.object({ messages: z.array(z.object({ sid: z.string(), body: z.string().nullish() })) });

/** Five segments: longer ones are dear, and nobody reads them on a lock screen. */
const mostCharacters = 480;
/** How much older than now a message can be that we look for; Twilio's list is by day. */
const dayMs = 24 * 60 * 60_000;

/**
 * SMS through Twilio. It takes no key: before a message is repeated whose answer was lost, those of the last day are looked
 * through for its mark. It says when somebody is wanted; that it is over, nobody is sent.
 */
export default definePager<Settings>({
  name: "sms",
  shown: "SMS",
  settings,
  escalates: false,
  rings: false,
  people: "address",
  shared: ({ to }) => to !== undefined,
  ends: false,
  mayDouble: "Where an answer was lost and Twilio's list does not show the message yet, it comes twice.",
  limits: { text: `${mostCharacters} characters` },
  place: ({ account_sid, from, to, url }) => `${url}\n${account_sid}\n${from}\n${to?.reveal() ?? ""}`,

  async send(_action, page, sending) {
    const { settings: given, http, clock } = sending;
    const to = page.address ?? given.to;
    if (!to) return { outcome: "never", why: "there is no number for this person" };
    const body = new URLSearchParams({ To: numberOf(to.reveal()), From: given.from, Body: textOf(page) }).toString();
    const headers = { ...headersOf(sending), "content-type": "application/x-www-form-urlencoded" };
    try {
      const answer = await http({ method: "POST", url: messagesOf(given), headers, body, ...callLimits });
      const read = jsonOf(answer.text);
      const sid = made.safeParse(read).data?.sid;
      if (answer.status === 201 && sid) return delivered(sid);
      return endingOf(answer, "Twilio", refused.safeParse(read).data?.message ?? "", clock.now());
    } catch (error) {
      return troubleOf(error);
    }
  },

  async find(page, sending) {
    const { settings: given, http, clock } = sending;
    const to = page.address ?? given.to;
    if (!to) return null;
    const since = new Date(clock.now() - dayMs).toISOString().slice(0, 10);
    const query = new URLSearchParams({
      To: numberOf(to.reveal()),
      From: given.from,
      "DateSent>": since,
      PageSize: "200",
    });
    const url = `${messagesOf(given)}?${query.toString()}`;
    try {
      // A list of a busy day is longer than an answer to a message.
      const answer = await http({
        method: "GET",
        url,
        headers: headersOf(sending),
        ...callLimits,
        mostBytes: 1024 * 1024,
      });
      const read = listed.safeParse(jsonOf(answer.text)).data;
      if (answer.status !== 200 || !read) return endingOf(answer, "Twilio", "", clock.now());
      const ours = read.messages.find(({ body }) => body?.endsWith(markOf(page)));
      return ours ? delivered(ours.sid) : null;
    } catch (error) {
      return troubleOf(error);
    }
  },
});

/** A telephone number as Twilio wants it. YAML reads one that is not quoted as a number, and drops its plus. */
function numberOf(written: string): string {
  return /^\d{7,15}$/.test(written) ? `+${written}` : written;
}

function messagesOf({ url, account_sid }: Settings): string {
  return `${url}/2010-04-01/Accounts/${account_sid}/Messages.json`;
}

function headersOf({ settings: { account_sid, auth_token }, agent }: Sending<Settings>): Record<string, string> {
  const shown = Buffer.from(`${account_sid}:${auth_token.reveal()}`).toString("base64");
  return { authorization: `Basic ${shown}`, "user-agent": agent };
}

/** What tells this message from every other one: the end of its text. */
function markOf({ key }: Page): string {
  return ` (${key})`;
}

function textOf(page: Page): string {
  const link = page.ackUrl ?? page.channelUrl;
  const ending = `${link === null ? "" : `\n${link}`}${markOf(page)}`;
  const why = page.why === "" ? "" : `\n${page.why}`;
  return `${cut(`${titleOf(page)}${why}`, Math.max(80, mostCharacters - ending.length))}${ending}`;
}

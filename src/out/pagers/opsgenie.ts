import { z } from "zod";
import { callLimits, cut, endingOf, jsonOf, troubleOf } from "../ending.ts";
import { delivered, later, never } from "../outcome.ts";
import {
  definePager,
  linesOf,
  type Page,
  type PagerAction,
  type Sending,
  type Sent,
  titleOf,
  wordOf,
} from "../pager.ts";
import { address, secret } from "../settings.ts";

const settings = z.strictObject({
  api_key: secret,
  url: address.default("https://api.opsgenie.com"),
});
type Settings = z.infer<typeof settings>;

const accepted = z.object({ requestId: z.string().optional() });
const refused = z.object({ message: z.string() });
/** How a request ended that was taken earlier. */
const ended = z.object({ data: z.object({ success: z.boolean(), status: z.string().optional() }) });
const keptOf = z.object({ requestId: z.string() });

/** How long it has to work on what it took, before it is asked what came of it. */
const askAfterMs = 5_000;

/**
 * Opsgenie, and Jira Service Management by its base address. It takes a request and works on it later: a page counts as
 * accepted once it says that the request succeeded.
 */
export default definePager<Settings>({
  name: "opsgenie",
  shown: "Opsgenie",
  settings,
  escalates: true,
  rings: true,
  people: "identity",
  ends: true,
  mayDouble: null,
  limits: { title: "130 characters", key: "512 characters", description: "15,000 characters" },
  place: ({ api_key, url }) => `${url}\n${api_key.reveal()}`,

  async send(action, page, sending) {
    const taken = keptOf.safeParse(sending.kept).data;
    try {
      return action === "trigger" && taken
        ? await outcomeOf(taken.requestId, sending)
        : await post(action, page, sending);
    } catch (error) {
      return troubleOf(error);
    }
  },
});

async function post(action: PagerAction, page: Page, sending: Sending<Settings>): Promise<Sent> {
  const { settings: at, http, clock } = sending;
  const alias = encodeURIComponent(page.key);
  const verb = action === "resolve" ? "close" : action;
  const path = action === "trigger" ? "/v2/alerts" : `/v2/alerts/${alias}/${verb}?identifierType=alias`;
  const json = action === "trigger" ? alertOf(page) : { source: "Sitrep", note: cut(noteOf(action, page), 1_000) };
  const answer = await http({
    method: "POST",
    url: `${at.url}${path}`,
    headers: headersOf(sending),
    json,
    ...callLimits,
  });
  const read = jsonOf(answer.text);
  const took = accepted.safeParse(read).data;
  if (answer.status === 202 && took) {
    if (action !== "trigger" || !took.requestId) return delivered();
    const wait = later("it is working on it", { doubtful: false, at: clock.now() + askAfterMs });
    return { ...wait, keep: { requestId: took.requestId }, waits: true };
  }
  return endingOf(answer, "Opsgenie", refused.safeParse(read).data?.message ?? "", clock.now());
}

/** Asked once, because a request that was taken is mostly a success: only a plain no is one. */
async function outcomeOf(requestId: string, sending: Sending<Settings>): Promise<Sent> {
  const url = `${sending.settings.url}/v2/alerts/requests/${encodeURIComponent(requestId)}`;
  const keep = { requestId };
  const answer = await sending
    .http({ method: "GET", url, headers: headersOf(sending), ...callLimits })
    .catch(() => null);
  const read = answer?.status === 200 ? ended.safeParse(jsonOf(answer.text)).data : undefined;
  if (read?.data.success === false)
    return never(
      `Opsgenie took the page and then failed to make an alert of it: ${cut(read.data.status ?? "no reason given", 200)}`,
    );
  return { ...delivered(), keep };
}

function headersOf({ settings: { api_key }, agent }: Sending<Settings>): Record<string, string> {
  return { authorization: `GenieKey ${api_key.reveal()}`, "user-agent": agent };
}

const priorities = { SEV1: "P1", SEV2: "P2", SEV3: "P3", SEV4: "P4" } as const;

function alertOf(page: Page): object {
  const tags = ["sitrep", ...(page.drill ? ["drill"] : []), ...(page.test ? ["test"] : [])];
  return {
    message: cut(titleOf(page), 130),
    alias: page.key,
    description: cut(linesOf(page).join("\n"), 15_000),
    priority: page.test ? "P5" : wordOf(page, priorities),
    tags,
    details: page.number === null ? {} : { incident: String(page.number) },
    entity: cut(page.components[0] ?? "", 512),
    source: "Sitrep",
  };
}

function noteOf(action: PagerAction, { by }: Page): string {
  return `${by ?? "Sitrep"} ${action === "resolve" ? "ended it" : "acknowledged"} in Sitrep`;
}

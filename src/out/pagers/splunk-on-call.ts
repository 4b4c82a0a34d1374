import { z } from "zod";
import { callLimits, cut, endingOf, jsonOf, troubleOf } from "../ending.ts";
import { delivered } from "../outcome.ts";
import { definePager, linesOf, titleOf, wordOf } from "../pager.ts";
import { address, secret } from "../settings.ts";

const settings = z.strictObject({
  api_key: secret,
  routing_key: secret,
  url: address.default("https://alert.victorops.com/integrations/generic/20131114/alert"),
});

const answered = z.object({ result: z.string(), message: z.string().nullish() });

const kinds = { trigger: "CRITICAL", acknowledge: "ACKNOWLEDGEMENT", resolve: "RECOVERY" } as const;
/** Its own words: INFO and WARNING make no page unless its rules say so. */
const words = { SEV1: "CRITICAL", SEV2: "CRITICAL", SEV3: "WARNING", SEV4: "INFO" } as const;

/** Splunk On-Call (VictorOps), REST endpoint. Its keys stand in the address; an entity is our key. */
export default definePager<z.infer<typeof settings>>({
  name: "splunk-on-call",
  shown: "Splunk On-Call",
  settings,
  escalates: true,
  rings: true,
  people: "identity",
  ends: true,
  mayDouble: null,
  limits: { title: "512 characters", text: "20,000 characters" },
  place: ({ api_key, routing_key, url }) => `${url}\n${api_key.reveal()}\n${routing_key.reveal()}`,

  async send(action, page, { settings: { api_key, routing_key, url }, http, clock, agent }) {
    const kind = action !== "trigger" ? kinds[action] : page.test ? "INFO" : wordOf(page, words);
    const json = {
      message_type: kind,
      entity_id: page.key,
      entity_display_name: cut(titleOf(page), 512),
      state_message: cut([...linesOf(page), ...(page.by === null ? [] : [`By ${page.by}`])].join("\n"), 20_000),
      state_start_time: Math.floor(page.detectedAt / 1_000),
      monitoring_tool: "Sitrep",
    };
    const to = `${url}/${encodeURIComponent(api_key.reveal())}/${encodeURIComponent(routing_key.reveal())}`;
    try {
      const answer = await http({ method: "POST", url: to, headers: { "user-agent": agent }, json, ...callLimits });
      const read = answered.safeParse(jsonOf(answer.text)).data;
      if (answer.status === 200 && read?.result === "success") return delivered();
      return endingOf(answer, "Splunk On-Call", read?.message ?? "", clock.now());
    } catch (error) {
      return troubleOf(error);
    }
  },
});

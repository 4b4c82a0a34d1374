import { everyoneIn } from "../domain/rota.ts";
import type { Config } from "./config.ts";

interface Finding {
  setting: string;
  finding: string;
}

/** What paging cannot do as it is configured. In the local workspace nobody is asleep. */
export function pagerFindings(config: Config): Finding[] {
  if (config.local) return unreached(config);
  return [...rings(config), ...unreached(config), ...heartbeat(config), ...links(config)];
}

/** True when a page of a SEV1 to the primary goes this way. */
function wakes({ severities, targets }: Config["pagers"][number]): boolean {
  return severities.includes("SEV1") && (targets === null || targets.includes("primary"));
}

function rings({ pagers, terms }: Config): Finding[] {
  if (terms.policy.severities.SEV1.paging !== "always") return [];
  const awake = pagers.filter(wakes);
  if (awake.length === 0)
    return [
      {
        setting: "pagers",
        finding:
          "A SEV1 is paged by Slack alone, and a direct message cannot ring through do-not-disturb. Add a pager that can; docs/paging.md says which.",
      },
    ];
  const loud = awake.filter((pager) => pager.rings !== false);
  if (loud.length === 0)
    return [
      {
        setting: "pagers",
        finding: `No pager for a SEV1 can ring through do-not-disturb: ${awake.map(({ name }) => name).join(", ")} cannot. Add one that can; docs/paging.md says which.`,
      },
    ];
  if (loud.every(({ use }) => use === "ntfy"))
    return [
      {
        setting: "pagers",
        finding:
          "Only ntfy rings for a SEV1, and it does not say whether anybody got the message. Put a second pager behind it.",
      },
    ];
  return [];
}

/** People of the rota whom no pager reaches, where pagers have addresses of people. */
function unreached({ pagers, terms }: Config): Finding[] {
  const own = pagers.filter(({ people }) => Object.keys(people).length > 0);
  const others = pagers.filter((pager) => !own.includes(pager));
  const knows = new Set(own.flatMap(({ people }) => Object.keys(people)));
  if (
    own.length === 0 ||
    others.length > 0 ||
    own.some(({ use }) => ["pagerduty", "opsgenie", "splunk-on-call", "webhook"].includes(use))
  )
    return [];
  const missing = everyoneIn(terms.rota).filter((one) => !knows.has(one));
  return missing.length === 0
    ? []
    : [
        {
          setting: "pagers",
          finding: `No pager has an address for ${missing.join(", ")}: only Slack tells them. Add them under people.`,
        },
      ];
}

function heartbeat(config: Config): Finding[] {
  return config.heartbeat
    ? []
    : [
        {
          setting: "heartbeat.url",
          finding:
            "Nobody notices when Sitrep itself is gone. Name a monitor that calls somebody when it is not called.",
        },
      ];
}

function links({ pagers, server }: Config): Finding[] {
  const host = new URL(server.url).hostname;
  const isHere = host === "localhost" || host.startsWith("127.") || host === "[::1]";
  const linked = pagers.some(({ use }) => ["ntfy", "email", "sms", "webhook"].includes(use));
  return linked && isHere
    ? [
        {
          setting: "server.url",
          finding: `It is ${server.url}, which no phone reaches: pages carry no link to acknowledge. Set it to the address under which people reach this server.`,
        },
      ]
    : [];
}

import type { Signal } from "../../domain/events.ts";
import { epochOf, identityOf, labelsOf, levelOf, linksOf, membersOf, text, titleOf, wordsOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/** Pingdom's webhook for changes of state, of checks (DOWN, UP) and of transactions (FAILING, SUCCESS). Signs nothing. */
export default defineSource<Members>({
  name: "pingdom",
  body: objectWith("check_id", "current_state"),
  signals: (body, reading) => [signalOf(body, reading)],
});

function signalOf(body: Members, reading: Reading): Signal {
  const id = text(body.check_id);
  const up = /^(?:up|success)$/i.test(text(body.current_state) ?? "");
  const at = epochOf(body.state_changed_timestamp);
  const importance = text(body.importance_level);
  const { full_url, hostname, port } = membersOf(body.check_params);
  const { check_id, check_name, check_type, current_state, importance_level } = body;
  return {
    source: "pingdom",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    status: up ? "resolved" : "firing",
    title: titleOf(text(check_name) ?? text(full_url) ?? text(hostname) ?? `Check ${id ?? "without a name"}`),
    description: text(body.long_description) ?? text(body.description),
    severityHint: importance,
    level: levelOf(importance),
    labels: labelsOf({
      check_id,
      check_name,
      check_type,
      current_state,
      importance_level,
      description: body.description,
      full_url,
      hostname,
      port,
      tags: wordsOf(body.tags),
    }),
    groupKey: null,
    startedAt: up ? null : at,
    endedAt: up ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    links: linksOf({ Monitored: full_url }),
  };
}

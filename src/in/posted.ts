import type { Incident, Update } from "../domain/incident/state.ts";
import { severities } from "../domain/policy.ts";
import { type Button, type Card, line } from "../text/card.ts";
import { utcMinute } from "../text/instant.ts";

/**
 * The answer to who posted an update: where it went, until when the next one is promised, and the severity asked again
 * (product.md section 1).
 */
export function postedAnswer(updates: Update[]): Card {
  const update = updates.at(-1);
  const where =
    update?.audience === "public"
      ? "Published: on the status page, in the incident's channel and in the announcement"
      : "Posted in the incident's channel only";
  const promised = update?.nextUpdateBy ? ` The next update is due by ${utcMinute(update.nextUpdateBy)}.` : "";
  const said = `${where}.${promised}`;
  return { summary: said, blocks: [{ type: "text", line: line`${said}` }] };
}

/** The same, and the severity as buttons: one that confirms it, one for each neighbour. */
export function postedAnswerAsking(now: Incident, updates: Update[]): Card {
  const card = postedAnswer(updates);
  const here = severities.indexOf(now.severity);
  const number = `#${now.number}`;
  const neighbours = severities.filter((_, index) => Math.abs(index - here) === 1);
  const buttons: Button[] = [
    { label: `Still ${now.severity}`, verb: "severity", words: `${number} ${now.severity} confirmed with the update` },
    ...neighbours.map((severity) => ({ label: severity, verb: "severity", words: `${number} ${severity}` })),
  ];
  return {
    ...card,
    blocks: [...card.blocks, { type: "note", line: `Is it still ${now.severity}?` }, { type: "buttons", buttons }],
  };
}

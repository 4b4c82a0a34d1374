import { cardOf, headline, standing } from "../src/domain/incident/view.ts";
import { nameOf, outcomeOf } from "../src/domain/overdue.ts";
import { defineCommand } from "../src/in/command.ts";

/** Where the incident stands: the card, and what is owed next. */
export default defineCommand({
  verb: "status",
  aliases: { show: "" },
  summary: "Where the incident stands, and what is owed next.",
  usage: "status",
  where: "incident",
  permission: null,
  fields: {},
  async answer({ incident, terms }) {
    const shown = cardOf(incident, terms);
    const owed = incident.deadlines.filter(({ state }) => state === "running").toSorted((a, b) => a.dueAt - b.dueAt);
    const next = owed[0] ? `; next, ${nameOf(owed[0].kind).toLowerCase()} ${outcomeOf(owed[0])}` : "";
    const card = { ...shown, summary: `${headline(incident)} · ${standing(incident)}${next}` };
    if (owed.length === 0) return card;
    const buttons = card.blocks.filter(({ type }) => type === "buttons");
    return {
      ...card,
      blocks: [
        ...card.blocks.filter(({ type }) => type !== "buttons"),
        { type: "list", items: owed.map((deadline) => `${nameOf(deadline.kind)}: ${outcomeOf(deadline)}`) },
        ...buttons,
      ],
    };
  },
});

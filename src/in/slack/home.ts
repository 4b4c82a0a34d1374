import type { HomeView } from "@slack/types";
import { updateOwed } from "../../domain/incident/deadlines.ts";
import { headline, standing } from "../../domain/incident/view.ts";
import { headlineOf, standingOf } from "../../domain/maintenance/view.ts";
import { onCallAt } from "../../domain/rota.ts";
import { openIncidents } from "../../store/incidents.ts";
import { maintenancesAhead } from "../../store/maintenance.ts";
import { filledIn } from "../../store/rota.ts";
import { toBlocks } from "../../text/blocks.ts";
import { type Block, code, italic, type Line, line, person } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import { maySee } from "../which.ts";
import type { Desk } from "./desk.ts";

/** The most incidents that the Home shows; Slack takes 100 blocks, and an incident is two. */
const mostShown = 20;

/** The most maintenances. */
const mostPlanned = 10;

/** The App Home: what is open and what it owes next, who is on call, and how to begin. */
export async function showHome(user: string, { router, store, clock, people, web }: Desk): Promise<void> {
  const { terms } = router;
  const actor = await people.actor(user);
  const open = (await openIncidents(store.read, mostShown)).filter((incident) =>
    maySee(incident, { actor, channel: null }),
  );
  const planned = (await maintenancesAhead(store.read)).slice(0, mostPlanned);
  const { primary, secondary } = onCallAt(await filledIn(store.read, terms.rota, clock.now()), clock.now());
  const blocks: Block[] = [
    {
      type: "heading",
      text:
        open.length === 0
          ? "No incident is open"
          : `${open.length} open ${open.length === 1 ? "incident" : "incidents"}`,
    },
    ...open.flatMap((incident): Block[] => {
      const owed = updateOwed(incident);
      const where: Line = incident.channel.id ? line` · ${{ channel: incident.channel.id }}` : "";
      const next = owed ? ` · next update by ${utcMinute(owed.dueAt)}` : "";
      return [
        { type: "text", line: line`${{ bold: headline(incident) }} · ${standing(incident)}${next}${where}` },
        {
          type: "buttons",
          buttons: [
            ...(incident.acknowledged
              ? []
              : [{ label: "Ack", verb: "ack", words: `#${incident.number}`, style: "primary" as const }]),
            { label: "Post update", verb: "update", words: `#${incident.number}` },
            { label: "Where it stands", verb: "status", words: `#${incident.number}` },
          ],
        },
      ];
    }),
    ...(planned.length === 0
      ? []
      : [
          { type: "divider" } as const,
          {
            type: "list",
            items: planned.map((one) => line`🔧 ${{ bold: headlineOf(one) }} · ${standingOf(one)}`),
          } as const,
        ]),
    { type: "divider" },
    {
      type: "facts",
      facts: [
        { label: "On call", value: primary ? person(primary) : italic("nobody") },
        { label: "Secondary", value: secondary ? person(secondary) : italic("nobody") },
      ],
    },
    { type: "buttons", buttons: [{ label: "Declare an incident", verb: "declare", style: "danger" }] },
    {
      type: "note",
      line: line`${code(`${terms.command} sev1 Gateway returns 503`)} does the same in one breath; ${code(`${terms.command} help`)} shows the rest.`,
    },
  ];
  const view: HomeView = { type: "home", blocks: toBlocks(blocks, 100) };
  await web.publishHome(user, view);
}

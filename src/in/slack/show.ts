import { toSlack } from "../../text/blocks.ts";
import type { Card } from "../../text/card.ts";
import type { Sheet } from "../form.ts";
import { type Result, saidIn } from "../result.ts";
import { asWords } from "../which.ts";
import type { Desk } from "./desk.ts";
import { toView } from "./view.ts";
import type { Ear } from "./web.ts";

/**
 * Shows a person what became of their command: as a form, while their click can still open one, or as words that only
 * they see. Where a form can no longer be opened, a button gives the click it takes.
 */
export async function show(
  result: Result,
  ear: Ear,
  trigger: string | null,
  { web }: Pick<Desk, "web">,
): Promise<void> {
  if (result.kind !== "form") {
    const card = saidIn(result);
    if (card) await web.tell(ear, toSlack(card));
    return;
  }
  const { sheet } = result;
  const opened = trigger === null ? "expired" : await web.openForm(trigger, toView(sheet, ear));
  if (opened !== "open") await web.tell(ear, toSlack(clickAgain(sheet)));
}

function clickAgain({ verb, title, kept, inputs, incident, number }: Sheet): Card {
  const typed = { ...kept, ...Object.fromEntries(inputs.map(({ name, value }) => [name, value])) };
  const words = `${incident === null || number === null ? "" : `#${number} `}${asWords(typed)}`.trim();
  return {
    summary: `${title}: this takes a form`,
    blocks: [
      { type: "text", line: `${title} takes a form, which opens with a click.` },
      { type: "buttons", buttons: [{ label: "Open the form", verb, words, style: "primary" }] },
    ],
  };
}

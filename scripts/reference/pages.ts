import { alertRulesPage } from "./alert-rules.ts";
import { commandsPage } from "./commands.ts";
import { deliveriesPage } from "./deliveries.ts";
import { metricsPage } from "./metrics.ts";
import { refusalsPage } from "./refusals.ts";
import { settingsPage } from "./settings.ts";

/** The pages of docs/reference by file name, as the program is now. */
export async function referencePages(): Promise<Record<string, string>> {
  return {
    "README.md": overview,
    "alert-rules.md": alertRulesPage(),
    "commands.md": await commandsPage(),
    "configuration.md": settingsPage(),
    "deliveries.md": await deliveriesPage(),
    "metrics.md": await metricsPage(),
    "refusals.md": refusalsPage(),
  };
}

/** What stands above every page. */
export const made = "<!-- Made from the program by `npm run reference`. Change that, not this. -->";

/** Words as a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

const overview = `${made}
# Reference

These pages are written by the program itself, and a test holds them to it.

| page | what it lists |
| --- | --- |
| [commands.md](commands.md) | every verb: how it is typed, its fields, who may use it |
| [configuration.md](configuration.md) | every setting with its default and its variable |
| [alert-rules.md](alert-rules.md) | the rules that decide on alerts unless you write your own |
| [refusals.md](refusals.md) | every no that a person can meet, with its words and its code |
| [metrics.md](metrics.md) | every metric |
| [deliveries.md](deliveries.md) | everything Sitrep sends or writes, and every clock that makes it speak |
`;

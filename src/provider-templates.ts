import type { Clock } from "./base/clock.ts";
import type { Config } from "./config/config.ts";
import type { KeptTemplate } from "./out/provider.ts";
import { type OpenProvider, openAllowance, troubled, workFor } from "./out/provider-work.ts";
import { agent, openProviders } from "./publishing.ts";
import type { SavedTemplate } from "./text/saved-templates.ts";

/*
 * `sitrep providers templates`: our update templates, brought to the status providers that keep templates for their own
 * forms. Somebody who has to post there by hand then finds the same words.
 */

/**
 * Brings them to every configured provider, and says what became of each. One that fails does not hold up the others;
 * `isDone` is false then, and doing it again makes nothing twice. Rejects with words for the operator when the settings of
 * a provider cannot be used.
 */
export async function bringTemplates(
  config: Config,
  templates: readonly SavedTemplate[],
  clock: Clock,
): Promise<{ words: string; isDone: boolean }> {
  const { open, close } = await openProviders(config);
  try {
    const said = [];
    for (const one of open) said.push(await bringTo(one, templates, clock));
    const none = "No status provider is configured. `sitrep templates` prints the templates, to be pasted somewhere.";
    return {
      words: said.length === 0 ? none : said.map(({ words }) => words).join("\n"),
      isDone: said.every(({ isDone }) => isDone),
    };
  } finally {
    await close();
  }
}

async function bringTo(
  one: OpenProvider,
  templates: readonly SavedTemplate[],
  clock: Clock,
): Promise<{ words: string; isDone: boolean }> {
  const { provider, shown, components } = one;
  if (!provider.keepTemplates) return { words: `${shown} keeps no templates.`, isDone: true };
  const allow = openAllowance(clock, () => provider.limit);
  const work = workFor(one, { key: "", pageUrl: null }, { clock, agent, allow });
  try {
    const kept = await provider.keepTemplates(templates, [...components.values()], work);
    return { words: kept.map((template) => lineOf(shown, template)).join("\n"), isDone: true };
  } catch (error) {
    const why = troubled(error).message;
    return { words: `${why}. Run it again when that is mended: what is there is not made twice.`, isDone: false };
  }
}

const became: Record<KeptTemplate["said"], string> = {
  created: "was made",
  there: "is there already",
  differs: "reads otherwise there, and was left as it is",
};

function lineOf(shown: string, { name, said, words }: KeptTemplate): string {
  return `${shown}: ${name} ${became[said]}.${words === "" ? "" : `\n${words}\n`}`;
}

import type { ProviderStanding } from "../src/domain/maintenance/state.ts";
import { type ProviderTerms, providerAnswers } from "../src/domain/publishing/providers.ts";
import { asStart, inShort } from "../src/domain/publishing/standing.ts";
import type { Terms } from "../src/domain/terms.ts";
import { type Answer, defineCommand, type Field } from "../src/in/command.ts";
import { choice, needed, quoted } from "../src/in/fields.ts";
import { nearest } from "../src/in/nearest.ts";
import { loadMaintenance, maintenanceIdOf } from "../src/store/maintenance.ts";
import type { Store } from "../src/store/store.ts";
import { type Line, line, link } from "../src/text/card.ts";

const nobody = "No status provider is configured: the status page of Sitrep is the only public place.";
const answers = ["list", ...providerAnswers] as const;

const maintenance: Field<string> = {
  read: (given) =>
    /^m\d{1,6}$/i.test(given.trim())
      ? given.trim().toUpperCase()
      : { problem: `${quoted(given)} is no maintenance: they are named like M3.` },
  label: "Maintenance",
  position: "word",
  fits: (word) => /^m\d{1,6}$/i.test(word),
  input: "line",
  hidden: true,
};

const providerName: Field<string> = {
  read(given, { terms: { providers } }) {
    const said = given.trim();
    const found = providers.find(({ name, shown }) =>
      [name, shown].some((one) => one.toLowerCase() === said.toLowerCase()),
    );
    if (found) return found.name;
    const names = providers.map(({ name }) => name);
    if (names.length === 0)
      return { problem: "No status provider is configured; `providers` in sitrep.yml names them." };
    const meant = nearest(said, names);
    return {
      problem: `There is no status provider ${quoted(said)}. ${meant ? `Did you mean \`${meant}\`?` : `Known: ${names.join(", ")}.`}`,
    };
  },
  label: "Provider",
  position: "rest",
  input: "choice",
  options: ({ terms }) => terms.providers.map(({ name, shown }) => ({ value: name, label: shown })),
};

/** Answers for a status provider: what differs there is taken back or may stay, and what has no API was pasted. */
export default defineCommand({
  verb: "provider",
  aliases: { providers: "list" },
  summary: "Shows how it stands at the status providers; repairs, leaves, checks.",
  usage: "provider list | check [<provider>] | retry|repair|leave|pasted <provider>",
  examples: ["provider list", "provider check", "provider #12 repair statuspage", "provider M3 check instatus"],
  where: "incident",
  aside: ({ maintenance: about }) => about !== undefined,
  permission: "respond",
  fields: {
    maintenance,
    answer: needed({ ...choice("answer", answers, "What to do"), position: "word" as const }),
    provider: providerName,
  },
  form: {
    title: "Status provider",
    submit: "Do it",
    prefill: (_ctx, { answer }) => ({ answer: answer ?? "list" }),
  },
  check: (_ctx, { answer, provider }) =>
    answer !== "list" && answer !== "check" && !provider ? [{ field: "provider", message: "Say which provider." }] : [],
  event({ incident, actor }, { maintenance: about, answer, provider }) {
    if (answer === "list") return null;
    return about
      ? { type: "maintenance.provider-answer", maintenance: about, by: actor, provider: provider ?? null, answer }
      : { type: "incident.provider-answer", incident: incident.id, by: actor, provider: provider ?? null, answer };
  },
  said: (_done, { answer, provider }, { terms }) =>
    provider === undefined ? saidOfAll(terms) : saidOf(answer, shownOf(provider, terms)),
  async answer({ incident, terms, store, now }, { maintenance: about }) {
    const standings = about ? await standingsOf(about, store) : incident.providers;
    if (!standings) return `There is no maintenance ${about}.`;
    return listed(about ?? `#${incident.number}`, terms.providers, standings, now);
  },
  async data({ incident, terms, store }, { maintenance: about }) {
    const standings = (about ? await standingsOf(about, store) : incident.providers) ?? {};
    return terms.providers.map(({ name }) => {
      const { said, words, url, at } = standings[name] ?? { said: "never told", words: "", url: null, at: null };
      return { provider: name, state: said, words, url, at: at === null ? null : new Date(at).toISOString() };
    });
  },
});

async function standingsOf(name: string, { read }: Store): Promise<Readonly<Record<string, ProviderStanding>> | null> {
  const id = await maintenanceIdOf(read, Number(name.slice(1)));
  return (id && (await loadMaintenance(read, id))?.providers) || null;
}

function shownOf(provider: string | undefined, { providers }: Terms): string {
  return asStart(providers.find(({ name }) => name === provider)?.shown ?? "it");
}

function saidOfAll({ providers }: Terms): string {
  if (providers.length === 0) return nobody;
  const many = providers.filter(({ can }) => can.readsBack).length;
  return many === 0 ? "None of the status providers can be read back." : "What each shows is being read back.";
}

function saidOf(answer: (typeof answers)[number], shown: string): string {
  switch (answer) {
    case "retry":
      return `${shown} is tried again.`;
    case "repair":
      return `${shown} is being brought in line with what was published.`;
    case "leave":
      return `${shown} stays as it is. The next update goes there all the same.`;
    case "pasted":
      return `${shown} has it, then. Thank you.`;
    default:
      return `${shown} is being read back.`;
  }
}

function listed(
  about: string,
  providers: readonly ProviderTerms[],
  standings: Readonly<Record<string, ProviderStanding>>,
  now: number,
): Answer {
  if (providers.length === 0) return nobody;
  const items = providers.map(({ name, shown }): Line => {
    const standing = standings[name];
    const start = asStart(shown);
    if (!standing) return `${start} was told nothing of it`;
    return line`${standing.url === null ? start : link(start, standing.url)} ${inShort(standing, now)}`;
  });
  return { summary: `${about} at the status providers`, blocks: [{ type: "list", items }] };
}

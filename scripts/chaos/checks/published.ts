import { isOpen } from "../../../src/domain/incident/state.ts";
import { plain } from "../../../src/out/provider.ts";
import type { ProviderRecord } from "../providers.ts";
import { type Check, check, type Scene } from "./scene.ts";

/** Status providers: no public update is doubled, lost or out of order, and each ends in the state of the page. */
export function providers(scene: Scene): Check[] {
  return scene.providers.flatMap((provider) => [...texts(scene, provider), components(scene, provider)]);
}

function texts({ incidents }: Scene, provider: ProviderRecord): Check[] {
  const { name, timeline, shown } = provider;
  const told = incidents.flatMap(({ incident, updates }) => {
    const read = updates.filter(({ audience }) => audience === "public").map(({ text }) => plain(text));
    return incident.published && read.length > 0 ? [{ incident, texts: read }] : [];
  });
  const there = shown.map((one) => ({ ...one, whole: plain(one.texts.join("\n")) }));
  const ours = new Set(told.flatMap((one) => one.texts));
  return [
    check(`incidents at ${name}, each once, with its updates in order`, told, ({ incident, texts: all }) => {
      const last = all.at(-1) as string;
      const holding = there.filter(({ whole }) => whole.includes(last));
      if (holding.length !== 1)
        return `${holding.length === 0 ? "lost" : "doubled"}: the newest update of #${incident.number} stands ${holding.length} times at ${name}`;
      const [found] = holding;
      if (!found) return null;
      if (found.open !== isOpen(incident))
        return `#${incident.number} is ${found.open ? "open" : "over"} at ${name}, and not so here`;
      if (!timeline) return null;
      const theirs = found.texts.map(plain);
      return theirs.length === all.length && theirs.every((text, index) => text === all[index])
        ? null
        : `out of order: #${incident.number} has ${theirs.length} updates at ${name}, and ${all.length} here: ${firstDifference(theirs, all)}`;
    }),
    check(`notices at ${name}, each of an incident`, there, ({ texts: theirs, title }) =>
      theirs.some((text) => ours.has(plain(text)) || !timeline) ? null : `nobody published "${title}" at ${name}`,
    ),
  ];
}

function firstDifference(theirs: string[], ours: string[]): string {
  const at = theirs.findIndex((text, index) => text !== ours[index]);
  return `at ${at + 1}: "${(theirs[at] ?? "").slice(0, 80)}" and "${(ours[at] ?? "").slice(0, 80)}"`;
}

/** What components are there, and on the page. */
function components({ page }: Scene, { name, components: theirs }: ProviderRecord): Check {
  return check(`components at ${name}, as on the page`, Object.entries(theirs), ([component, { is, words }]) => {
    const status = page.get(component) ?? "operational";
    return is === words[status] ? null : `${component} is ${is} at ${name}, and ${status} on the page`;
  });
}

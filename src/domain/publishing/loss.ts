import type { OverallStatus } from "../policy.ts";
import type { ProviderTerms } from "./providers.ts";

/** What is about to be published, as far as a provider's limits may meet it. */
export interface ToPublish {
  text: string;
  /** The components of the notice by their public names, with the status each will have. */
  components: readonly { name: string; status: OverallStatus }[];
  /** True when the public was told of it before. */
  again: boolean;
  /** How many other notices stand open. */
  others: number;
}

/** What of a post a provider will not show as our own page does, each as a clause; empty when nothing is lost. */
export function lossesAt(provider: ProviderTerms, { text, components, again, others }: ToPublish): string[] {
  const { can, cannot, byHand } = provider;
  const [heading = ""] = text.split("\n");
  const known = components.filter(({ name }) => provider.components.includes(name));
  const strangers = components.filter(({ name }) => !provider.components.includes(name)).map(({ name }) => name);
  const lossy = [...new Set(known.map(({ status }) => status))].flatMap((status) => {
    const shown = can.lossy[status];
    return shown === undefined || can.components === "none" ? [] : [`${status} shows as ${shown}`];
  });
  return [
    ...(byHand ? ["somebody has to paste the text there"] : []),
    ...(!can.several && others > 0 ? ["it shows one notice at a time, and this takes the place of the other"] : []),
    ...(!can.timeline && again ? ["its earlier updates are not kept there, the newest text takes their place"] : []),
    ...(can.stages ? [] : ["the stage stands in the text alone"]),
    ...tooLong("the title", heading, can.titleMost),
    ...tooLong("the text", text, can.textMost),
    ...(can.components === "none" && components.length > 0 ? ["components have no status there"] : []),
    ...(can.components !== "none" && strangers.length > 0 ? [`it does not know ${strangers.join(", ")}`] : []),
    ...lossy,
    ...cannot.map((sentence) => sentence.replace(/\.$/, "")),
  ];
}

function tooLong(what: string, text: string, most: number | null): string[] {
  const length = [...text].length;
  return most === null || length <= most ? [] : [`${what} is cut after ${most} of its ${length} characters`];
}

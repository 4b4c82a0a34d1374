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

/** The most components that are named; of the others their number is told. */
const mostNames = 3;

/**
 * What of a post a provider will not show as our own page does, each as a clause; empty when nothing is lost. What only its
 * kind cannot express is told with the first post, and not again with every other one.
 */
export function lossesAt(provider: ProviderTerms, { text, components, again, others }: ToPublish): string[] {
  const { can, cannot, byHand } = provider;
  const [heading = ""] = text.split("\n");
  const cut = [...tooLong("the title", heading, can.titleMost), ...tooLong("the text", text, can.textMost)];
  // Whoever pastes sees all of it themselves.
  if (byHand) return ["somebody has to paste the text there", ...cut];
  const own = again ? [] : cannot.filter((sentence) => !/maintenance/i.test(sentence));
  const unlessSaid = (about: RegExp, clause: string) => (own.some((sentence) => about.test(sentence)) ? [] : [clause]);
  const known = components.filter(({ name }) => provider.components.includes(name));
  const strangers = components.filter(({ name }) => !provider.components.includes(name)).map(({ name }) => name);
  const lossy = [...new Set(known.map(({ status }) => status))].flatMap((status) => {
    const shown = can.lossy[status];
    return shown === undefined || can.components === "none" ? [] : [`${status} shows as ${shown}`];
  });
  return [
    ...(!can.several && others > 0
      ? ["it shows one notice at a time, in which this stands together with the others of ours"]
      : []),
    ...(!can.timeline && again ? ["its updates stand in one text there"] : []),
    ...(can.stages ? [] : unlessSaid(/\bstages?\b/i, "the stage stands in the text alone")),
    ...cut,
    ...(can.components === "none" && components.length > 0
      ? unlessSaid(/\bcomponents\b/i, "components have no status there")
      : []),
    ...(can.components !== "none" && strangers.length > 0 ? [`it does not know ${someOf(strangers)}`] : []),
    ...lossy,
    ...own.map((sentence) => sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase())),
  ];
}

function someOf(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return rest > 1 ? `${names.slice(0, mostNames).join(", ")} and ${rest} more` : names.join(", ");
}

function tooLong(what: string, text: string, most: number | null): string[] {
  const length = [...text].length;
  return most === null || length <= most ? [] : [`${what} is cut after ${most} of its ${length} characters`];
}

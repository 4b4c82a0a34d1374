import type { ProviderTerms } from "../domain/publishing/providers.ts";

interface Finding {
  setting: string;
  finding: string;
}

/**
 * What status providers do not show as they are configured. `providers` are all, in the order of the configuration: what one can
 * show follows from its kind and its settings.
 */
export function providerFindings(
  providers: readonly Pick<ProviderTerms, "name" | "shown" | "can" | "components">[],
  components: readonly { name: string; internal: boolean }[],
): Finding[] {
  const showing = providers.filter(({ can }) => can.components !== "none");
  const found = showing
    .filter((one) => one.components.length === 0)
    .map(({ name, shown }) => ({
      setting: `providers.${name}.components`,
      finding: `${shown} can show components, and no component of yours is named to it: they stay as they are there, whatever happens. Say what each is there.`,
    }));
  const mapped = new Set(showing.flatMap((one) => one.components));
  const unshown = components.filter(({ name, internal }) => !internal && !mapped.has(name)).map(({ name }) => name);
  if (mapped.size === 0 || unshown.length === 0) return found;
  const finding =
    unshown.length === 1
      ? `No status provider shows ${unshown[0]}: incidents of it are told there in words alone, and the component stays green.`
      : `No status provider shows ${unshown.join(", ")}: incidents of these are told there in words alone, and the components stay green.`;
  return [
    ...found,
    {
      setting: "providers",
      finding: `${finding} Name ${unshown.length === 1 ? "it" : "them"} under \`components\` of a provider.`,
    },
  ];
}

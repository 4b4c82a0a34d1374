import type { ProviderTerms } from "../../src/domain/publishing/providers.ts";

/** A status provider as decisions know it: one that can do everything, unless the test wants otherwise. */
export function aProvider(name: string, own: Partial<ProviderTerms> = {}): ProviderTerms {
  return {
    name,
    kind: name,
    shown: name.toUpperCase(),
    queue: name,
    can: {
      timeline: true,
      stages: true,
      components: "states",
      lossy: {},
      maintenance: true,
      corrects: true,
      notifies: true,
      several: true,
      readsBack: true,
      titleMost: null,
      textMost: null,
    },
    components: ["Gateway (HTTP liveness)"],
    byHand: false,
    cannot: [],
    ...own,
  };
}

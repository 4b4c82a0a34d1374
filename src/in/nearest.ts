import { distance } from "fastest-levenshtein";

/** The known word that was probably meant, or null when none is near. Case does not count. */
export function nearest(word: string, known: readonly string[]): string | null {
  const said = word.toLowerCase();
  let best: { word: string; far: number } | null = null;
  for (const candidate of known) {
    const name = candidate.toLowerCase();
    const far = name.startsWith(said) && said.length >= 3 ? 0.5 : distance(said, name);
    if (far <= reach(said, name) && (best === null || far < best.far)) best = { word: candidate, far };
  }
  return best?.word ?? null;
}

/** A slip in a short word makes another word; a long one bears two or three. */
function reach(said: string, name: string): number {
  return Math.max(1, Math.floor(Math.max(said.length, name.length) / 3));
}

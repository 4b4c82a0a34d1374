/** The middle of some figures. */
export function median(figures: number[]): number {
  return percentile(figures, 0.5);
}

/** The figure below which a share of all lies, by linear interpolation; NaN of none. */
export function percentile(figures: number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Prints one ratio, with what it is held against; `aim` is the least (or, for `atMost`, the most) it should be. */
export function tell(
  what: string,
  value: number,
  { aim, atMost = false, unit = "" }: { aim?: number; atMost?: boolean; unit?: string } = {},
): void {
  const met = aim === undefined || (atMost ? value <= aim : value >= aim);
  const held = aim === undefined ? "" : `   aim ${atMost ? "<=" : ">="} ${aim}${unit}${met ? "" : "   MISSED"}`;
  console.log(`${what.padEnd(72)} ${value.toFixed(value >= 100 ? 0 : 2)}${unit}${held}`);
}

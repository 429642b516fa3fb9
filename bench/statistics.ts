/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * The median of each value over the base that was measured next to it: what slows the machine down for a while slows
 * both of a pair, so that it cancels.
 *
 * @throws RangeError when there is not one base for each value
 */
export function pairedRatio(values: readonly number[], bases: readonly number[]): number {
  if (values.length !== bases.length) throw new RangeError(`${values.length} values, ${bases.length} bases`);
  return median(values.map((value, i) => value / (bases[i] as number)));
}

/** The smallest and the largest value. */
export function range(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) throw new RangeError('no values');
  return [Math.min(...values), Math.max(...values)];
}

/**
 * The smallest value that this share of the values does not exceed.
 *
 * @param share from above 0 to 1: 0.99 for the 99th percentile
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  if (!(share > 0 && share <= 1)) throw new RangeError(`${share} is no share`);
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length - 1e-9) - 1] as number;
}

// The numbers of several runs, as a table shows them.

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 */

/**
 * The median of some numbers, with their smallest and largest. The median of an even count is between the middle two.
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (min === undefined || max === undefined || low === undefined || high === undefined)
    throw new Error('There is no median of no numbers.');
  return { median: (low + high) / 2, min, max };
}

/**
 * The ratios of two series, each within one round. The machine is as busy for the one as for the other there.
 * @param {readonly number[]} values
 * @param {readonly number[]} floor in the same rounds
 * @returns {Spread}
 */
export function ratios(values, floor) {
  if (values.length !== floor.length) throw new Error('Ratios need as many values of both.');
  return spread(values.map((value, round) => value / (floor[round] ?? Number.NaN)));
}

/**
 * A spread as text, such as `2.1 s (1.9–2.4)`.
 * @param {Spread} of
 * @param {(value: number) => string} number
 * @param {string} unit
 */
function spreadText({ median, min, max }, number, unit) {
  const range = min === max ? '' : ` (${number(min)}–${number(max)})`;
  return `${number(median)} ${unit}${range}`;
}

/** @param {Spread} of milliseconds */
export const secondsText = (of) => spreadText(of, (ms) => (ms / 1000).toFixed(2), 's');

/** @param {Spread} of */
export const mibText = (of) => spreadText(of, (mib) => mib.toFixed(0), 'MiB');

/** @param {Spread} of */
export const ratioText = (of) => spreadText(of, (ratio) => ratio.toFixed(2), '×');

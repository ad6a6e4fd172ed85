/** Values that differ from run to run and mean nothing: IDs, dates, and the address of an emulator. */

/** Each is replaced with a placeholder, in this order. */
const REPLACED: readonly [pattern: RegExp, placeholder: string][] = [
  // What was redacted may have another number.
  [/\[redacted(?: [^\]]{0,120})?\]/g, '[redacted]'],
  [/\b(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+/g, '{host}'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '{time}'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '{id}'],
  // Statuses, lengths and limits are shorter, and their change means something.
  [/\b\d{5,}\b/g, '{id}'],
  // A test user of a pool: another one may have been free.
  [/(?<=[a-z])-\d+\b/gi, '-{n}'],
];

/** Returns a text with placeholders for the values of its run. */
export function withoutRunValues(text: string, run: string): string {
  const own = run === '' ? text : text.replaceAll(run, '{run}');
  return REPLACED.reduce((rest, [pattern, placeholder]) => rest.replace(pattern, placeholder), own);
}

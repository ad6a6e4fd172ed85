/** Deeper than this, there is something, if only brackets. */
const MAX_DEPTH = 3;

/** Whether there is nothing in a value: `{"user":null}`, `[]`, a blank. */
export function isEmptyValue(value: unknown, depth = 0): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  return Object.values(value).every((inner) => isEmptyValue(inner, depth + 1));
}

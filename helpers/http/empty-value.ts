/** A value that is nested deeper than this counts as not empty. */
const MAX_DEPTH = 3;

/** Whether a value contains nothing: `{"user":null}`, `[]`, a space. */
export function isEmptyValue(value: unknown, depth = 0): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  return Object.values(value).every((inner) => isEmptyValue(inner, depth + 1));
}

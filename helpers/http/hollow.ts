/** Deeper than this, there is something, if only brackets. */
const DEEPEST = 3;

/** Whether there is nothing in a value: `{"user":null}`, `[]`, a blank. */
export function isHollow(value: unknown, depth = 0): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value !== 'object' || depth > DEEPEST) return false;
  return Object.values(value).every((inner) => isHollow(inner, depth + 1));
}

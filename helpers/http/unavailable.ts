/** Statuses besides 5xx that prove nothing: the call came too slowly, too early, or too often. */
const NOT_NOW = [408, 425, 429];

/** Whether a status proves nothing, because the tenant was too busy or failing. */
export function isUnavailable(status: number): boolean {
  return status >= 500 || NOT_NOW.includes(status);
}

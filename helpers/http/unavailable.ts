/** Statuses of a busy service besides 5xx: the call came too slowly, too early, or too often. */
const NO_TIME = [408, 425, 429];

/** Whether a status proves nothing, because the tenant was too busy to answer. */
export function isUnavailable(status: number): boolean {
  return status >= 500 || NO_TIME.includes(status);
}

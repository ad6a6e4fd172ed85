/** What a service says that had no time, beside 5xx: it came too slowly, too early, too often. */
const NO_TIME = [408, 425, 429];

/** Whether a status says nothing about what was asked: the tenant had no time for it. */
export function isUnavailable(status: number): boolean {
  return status >= 500 || NO_TIME.includes(status);
}

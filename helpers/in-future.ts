/** Clocks of two machines may differ by this much. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Whether something that another machine recorded is later than now. Then its clock or the clock of this machine is wrong.
 *
 * @param at in ms since the epoch, as `now` is
 */
export function isInFuture(at: number, now: number): boolean {
  return at - now > TOLERANCE_MS;
}

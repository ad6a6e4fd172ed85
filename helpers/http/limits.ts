/** Limits of a transport. Times are in ms. */
export interface Limits {
  /** Time limit of one answer. */
  deadlineMs: number;
  /** Number of calls that may be under way at once. More of them wait for their turn. */
  maxCallsAtOnce: number;
  /** Total limit of all waits that the tenant asks for. */
  waitBudgetMs: number;
  /** Limit of one such wait. */
  maxWaitMs: number;
  /** Number of calls in a row without an answer after which the tenant counts as dead. */
  deadAfterCalls: number;
  /** Longest body of one answer, in bytes. */
  maxBodyBytes: number;
  /** Wait before the retry of a call that must be refused but got a server error. */
  refusalRetryDelayMs: number;
  /** Wait before the first retry of a call that an interceptor answered or that met a conflict. Doubled each time. */
  retryDelayMs: number;
}

/** The default limits of a transport. */
export const DEFAULT_LIMITS: Limits = {
  deadlineMs: 20_000,
  // Fewer than a browser opens to one host.
  maxCallsAtOnce: 4,
  waitBudgetMs: 600_000,
  maxWaitMs: 120_000,
  deadAfterCalls: 5,
  // A page of a hundred users is about 300 KiB.
  maxBodyBytes: 8 * 1024 * 1024,
  refusalRetryDelayMs: 30_000,
  retryDelayMs: 1000,
};

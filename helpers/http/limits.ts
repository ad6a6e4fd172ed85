/** Bounds of a transport: times in milliseconds. */
export interface Limits {
  /** For one answer. */
  deadlineMs: number;
  /** For all the waiting that the tenant asks for, together. */
  waitBudgetMs: number;
  /** For one such wait. */
  maxWaitMs: number;
  /** After so many calls in a row without an answer the tenant counts as dead. */
  deadAfterCalls: number;
  /** For the body of one answer, in bytes. */
  maxBodyBytes: number;
  /** Between two tries of a call that was not served where it was to be refused. */
  refusalRetryDelayMs: number;
  /** Before the first repetition of a call that was not answered by the service, or collided there; doubled each time. */
  retryDelayMs: number;
}

/** Those of a transport that is given no others. */
export const DEFAULT_LIMITS: Limits = {
  deadlineMs: 20_000,
  waitBudgetMs: 600_000,
  maxWaitMs: 120_000,
  deadAfterCalls: 5,
  // A page of a hundred users is some 300 KiB.
  maxBodyBytes: 8 * 1024 * 1024,
  refusalRetryDelayMs: 30_000,
  retryDelayMs: 1000,
};

/** What went wrong outside of any cell. */
import type { TestError } from '@playwright/test/reporter';
import type { Blocked, Failure } from '../helpers/verdict/errors.ts';
import { failureInText } from '../helpers/verdict/verdict.ts';
import { sentenceOf } from './cell-outcome.ts';

/** An error about the run as a whole, and what it comes to. */
export interface RunError {
  failure: Failure;
  /** As it is printed, behind the name of its kind. */
  text: string;
}

/** One that Playwright reports: of it, the text alone has travelled. */
export function reportedError(error: TestError): RunError {
  const text = sentenceOf(error);
  return { failure: failureInText(text), text };
}

/** One of a reporter's own. */
export function ownError(error: Blocked): RunError {
  return { failure: error.failure, text: String(error) };
}

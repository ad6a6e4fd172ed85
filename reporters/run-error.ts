/** Errors outside of any cell. */
import type { TestError } from '@playwright/test/reporter';
import type { Blocked, Failure } from '../helpers/verdict/errors.ts';
import { failureInText } from '../helpers/verdict/verdict.ts';
import { printableMessage } from './cell-outcome.ts';

/** An error about the whole run, and what it means for the verdict. */
export interface RunError {
  failure: Failure;
  /** The printed text, which begins with the name of its class. */
  text: string;
}

/** Returns an error that Playwright reported. Only its text reaches a reporter. */
export function reportedError(error: TestError): RunError {
  const text = printableMessage(error);
  return { failure: failureInText(text), text };
}

/** Returns an error of a reporter. */
export function ownError(error: Blocked): RunError {
  return { failure: error.failure, text: String(error) };
}

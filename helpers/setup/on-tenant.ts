/** Calls a tenant for the check of one answer, and leaves nothing there that lives, however the check ends. */
import { isUnfinished, lineOf } from '../clean-up/steps.ts';
import type { Limits } from '../http/limits.ts';
import type { Transport } from '../http/transport.ts';
import { openConnection } from '../systems/open.ts';
import type { System } from '../systems/system.ts';
import { VerdictError } from '../verdict/errors.ts';
import { Cancelled } from './prompts/prompter.ts';
import type { CheckResult, CheckTools, OpenForCheck } from '../questions/question.ts';

/** A person waits for each check, so a tenant that does not answer counts as dead sooner than in a run. */
const LIMITS: Partial<Limits> = { waitBudgetMs: 60_000, maxWaitMs: 30_000, deadAfterCalls: 3 };

/**
 * Connects to the tenant, runs a check, and removes what it obtained.
 *
 * @param signal ends the check: nothing more is sent, except what revokes a token
 * @throws {Cancelled} if `signal` ended it
 * @throws {LeftAlive} if something may still live on the tenant
 */
export async function checkOnTenant(
  system: System,
  open: OpenForCheck,
  tools: CheckTools,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { settings } = tools;
  const { target } = settings.of(system.settings);
  if (target === undefined) throw new Error('a check needs a tenant');
  const { newTransport: openTransport, ...parts } = openConnection(
    system,
    system.onTenant(),
    settings,
    target,
  );
  const { ledger } = parts;
  const newTransport = () => openTransport(LIMITS);
  const transport = newTransport();
  const { check, cleanUp, close } = open({ ...parts, transport }, tools);
  try {
    const cancelled = untilAborted(signal);
    return await Promise.race([asResult(check), cancelled.promise]).finally(cancelled.stop);
  } finally {
    await transport.halt();
    const leftovers = ledger.own().length === 0 ? [] : await cleaned(newTransport, cleanUp);
    if (leftovers.length > 0) ledger.markLeft();
    await close().catch(() => undefined);
    await transport.dispose();
    /* eslint-disable no-unsafe-finally -- what may live on the tenant is more urgent than how the check ended */
    if (leftovers.length > 0) throw new LeftAlive(leftovers);
    // Also true if it had obtained none.
    if (signal.aborted) throw new Cancelled('Every token that setup had obtained is revoked.');
    /* eslint-enable no-unsafe-finally */
  }
}

/** A token that a check obtained may still be alive. */
export class LeftAlive extends Error {
  constructor(lines: readonly string[]) {
    super(
      `A token that setup obtained may still be alive:\n${lines.map((line) => `  ${line}`).join('\n')}\n` +
        '  To do: npm run sweep, when the settings are complete. It is recorded in the ledger.',
    );
  }
}

async function cleaned(
  newTransport: () => Transport,
  cleanUp: ReturnType<OpenForCheck>['cleanUp'],
): Promise<string[]> {
  const own = newTransport();
  try {
    const { clean, steps } = await cleanUp(own);
    return clean ? [] : steps.filter(isUnfinished).map(lineOf);
  } finally {
    await own.dispose();
  }
}

/** Whatever a call throws about the tenant is a problem that a person can act on. Anything else is a defect of Keyturn. */
async function asResult(check: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof VerdictError) return { found: 'problem', message: error.message };
    throw error;
  }
}

function untilAborted(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let abort = () => {};
  const promise = new Promise<never>((_, failed) => {
    abort = () => failed(new Cancelled());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  return { promise, stop: () => signal.removeEventListener('abort', abort) };
}

/** The search, whose index lags. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';

/** The search index "can take up to a few minutes"; a check has three for everything. */
const INDEX_MS = 120_000;

/** Asks again, at growing intervals, until an answer of the search is as it should be, or its index must have caught up. */
export async function whenIndexed<T>(
  { connection }: ZendeskBench,
  ask: () => Promise<T>,
  isRight: (found: T) => boolean,
  withinMs = INDEX_MS,
): Promise<T> {
  const deadline = Date.now() + Math.min(withinMs, connection.indexDeadlineMs ?? withinMs);
  for (let pause = 250; ; pause = Math.min(pause * 2, 10_000)) {
    const found = await ask();
    if (isRight(found) || Date.now() + pause > deadline) return found;
    await sleep(pause);
  }
}

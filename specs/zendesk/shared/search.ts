/** Waits for the search, because its index lags. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { whileWaiting } from '../../../helpers/waiting.ts';

/** In ms. The search index "can take up to a few minutes", but the time limit of a check is three minutes. */
const INDEX_MS = 120_000;

/** Calls `ask` at growing intervals until the result is right or the time is up. Returns the last result. */
export async function whenIndexed<T>(
  { connection }: ZendeskBench,
  ask: () => Promise<T>,
  isRight: (found: T) => boolean,
  withinMs = INDEX_MS,
): Promise<T> {
  const longestMs = Math.min(withinMs, connection.indexDeadlineMs ?? withinMs);
  const deadline = Date.now() + longestMs;
  return whileWaiting("The tenant's search index is not up to date yet.", longestMs, async () => {
    for (let pause = 250; ; pause = Math.min(pause * 2, 10_000)) {
      const found = await ask();
      if (isRight(found) || Date.now() + pause > deadline) return found;
      await sleep(pause);
    }
  });
}

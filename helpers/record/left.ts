/** What a record shows about what is left on its tenants. */
import { type Lifeline, lifelinesOf } from './lifelines.ts';
import type { RunRecord } from './schema.ts';

/** Returns why the record does not show what is left, or `undefined` if it does. */
export function leftUnknownBecause({ ended, cells, shards }: RunRecord): string | undefined {
  if (!ended) return 'The run has not ended';
  if ((shards?.missing ?? []).length > 0) return 'Shards are missing';
  return cells.length === 0 ? 'The record contains no cells' : undefined;
}

/**
 * Returns the tokens that were still alive after the last cell. Some cannot be revoked, so the ledger does not contain them.
 * Whoever asks what is left has to know of them.
 */
export function aliveTokens({ ended, cells }: RunRecord): Lifeline[] {
  if (!ended) return [];
  return lifelinesOf(cells)
    .flatMap(({ lifelines, ofChecks }) => [...lifelines, ...ofChecks])
    .filter(({ name, state }) => state === 'still alive' && /token#\d+$/i.test(name));
}

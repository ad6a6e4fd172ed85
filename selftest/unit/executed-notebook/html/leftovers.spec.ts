import { expect, test } from '../../../support/test.ts';
import { leftSection } from '../../../../helpers/executed-notebook/html/leftovers.ts';
import type { RunRecord } from '../../../../helpers/record/schema.ts';
import { textOf } from '../../../support/hostile.ts';
import { record } from '../../../support/records.ts';

const NOTHING_LEFT = '0 users and tokens of this run are open in the ledger';

const drawn = (changes: Partial<RunRecord>) => textOf(String(leftSection(record(changes))));

test('a run that ended and left nothing says so', () => {
  expect(drawn({})).toContain(NOTHING_LEFT);
  expect(drawn({ shards: { total: 2, missing: [] } })).toContain(NOTHING_LEFT);
});

for (const [what, changes] of [
  ['has not ended', { ended: false, exitCode: null }],
  ['lacks a shard', { shards: { total: 2, missing: [2] } }],
  ['has no cells in its record', { cells: [] }],
] satisfies [string, Partial<RunRecord>][]) {
  test(`a run that ${what} does not claim that nothing is left`, () => {
    expect(drawn(changes)).not.toContain(NOTHING_LEFT);
    expect(drawn(changes)).toContain('does not show whether anything is left');
  });
}

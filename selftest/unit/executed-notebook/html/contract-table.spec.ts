import { expect, test } from '../../../support/test.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractTable } from '../../../../helpers/executed-notebook/html/contract-table.ts';
import { PROJECT } from '../../../../helpers/machine/project.ts';
import type { FaultsTable } from '../../../../helpers/record/faults-table.ts';
import type { RecordedCell } from '../../../../helpers/record/schema.ts';
import { expectHarmless, HOSTILE, textOf } from '../../../support/hostile.ts';
import { check, contractRecord, notRun, proof, record } from '../../../support/records.ts';

const FIRST = 'zendesk/password/first';

const faults: FaultsTable = new Map([
  [`${FIRST}#effect`, [{ name: 'without-effect', sentence: 'Nothing is set.' }]],
]);

const drawn = (cells: RecordedCell[], known = faults) => String(contractTable(record({ cells }), known));

test('a run without checks has no such section', () => {
  expect(contractTable(record(), faults)).toBe('');
});

test('a check is shown with what it verifies, and the faults that it catches', () => {
  const markup = drawn([check(FIRST, { proofs: [proof(FIRST), proof(`${FIRST}#effect`)] })]);
  expect(textOf(markup)).toMatch(/“Admins only” developer\.zendesk\.com/);
  expect(textOf(markup)).toMatch(/2 proofs, 1 fault .*without-effect by #effect Nothing is set\./);
  expect(markup).toContain('href="https://developer.zendesk.com/api-reference/"');
  expect(markup).toContain(`id="${FIRST}"`);
  expect(markup).toContain(`id="${FIRST}#effect"`);
});

test('a check that was not proved is drawn in full elsewhere, so its row is a link without an ID', () => {
  const markup = drawn([check(FIRST, { status: 'non-conformant', proofs: [proof(`${FIRST}#effect`)] })]);
  expect(markup).not.toContain(`id="${FIRST}`);
  expect(markup).toContain(`href="#${FIRST}"`);
});

test('a check that was not run is listed and says so', () => {
  const text = textOf(drawn([{ ...notRun(FIRST), kind: 'check', title: '' }]));
  expect(text).toContain('This check is not known here.');
  expect(text).toContain('was not run');
});

test('what a RECORD has seen follows its title', () => {
  const seen = proof(FIRST, { level: 'RECORD', outcome: 'observed', detail: 'still alive' });
  expect(
    textOf(drawn([check(FIRST, { level: 'RECORD', title: 'An older token is:', proofs: [seen] })])),
  ).toContain('An older token is: still alive');
});

test('only a source on the web is a link', () => {
  const of = (at: string) => drawn([check(FIRST, { documented: { says: 'Admins only', at } })]);
  for (const at of ['MindTouch Core 10.1.4', 'javascript:alert(1)', 'file:///etc/passwd'])
    expect(of(at)).not.toMatch(/href="(?!#)/);
});

test('every outcome and level that occurs can be chosen, and the style knows each of them', () => {
  const statuses = [
    'passed',
    'non-conformant',
    'blocked',
    'incomplete',
    'interrupted',
    'not tried',
    'not run',
  ] as const;
  const levels = ['MUST', 'SHOULD', 'RECORD'] as const;
  const markup = drawn(
    statuses.flatMap((status) =>
      levels.map((level) => check(`zendesk/${level}/${status.replace(' ', '-')}`, { status, level })),
    ),
  );
  const css = readFileSync(join(PROJECT, 'helpers', 'executed-notebook', 'html', 'parts.css'), 'utf8');
  const choices = Array.from(markup.matchAll(/<input[^>]*id="(contract-[\w-]+)"/g), ([, id = '']) => id);
  expect(choices).toHaveLength(statuses.length + levels.length + 2);
  for (const id of choices.filter((each) => !each.endsWith('-all'))) expect(css).toContain(`#${id}:checked`);
  expect(css).toContain('.contract-none');
  expect(textOf(markup)).toContain('There is no check with this outcome and this level.');
});

test('400 checks are less than a megabyte', () => {
  expect(String(contractTable(contractRecord(400), faults)).length).toBeLessThan(1_000_000);
});

test('names and messages of a check do not become markup', () => {
  const address = `zendesk/${HOSTILE}/${HOSTILE}`;
  expectHarmless(
    drawn(
      [
        check(address, {
          title: HOSTILE,
          documented: { says: HOSTILE, at: `https://example.com/${HOSTILE}` },
          proofs: [
            proof(address, { outcome: 'observed', detail: HOSTILE }),
            proof(`${address}#${HOSTILE}`, { sentence: HOSTILE, outcome: 'observed', detail: HOSTILE }),
          ],
        }),
      ],
      new Map([[address, [{ name: HOSTILE, sentence: HOSTILE }]]]),
    ),
  );
});

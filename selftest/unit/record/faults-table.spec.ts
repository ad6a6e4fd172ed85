import { expect, test } from '../../support/test.ts';
import { faultsCaughtBy, faultsIn, readFaultsTable } from '../../../helpers/record/faults-table.ts';

const TEXT = `# Faults and variations

## Zendesk

| Fault | What the tenant does | Caught by check | Caught by cell |
| --- | --- | --- | --- |
| \`set-once\` | A second \\| third password is not set. | zendesk/change/previous#first | zendesk/notebook/07#signs-in |
| \`renames\` | Setting a password renames the user. | zendesk/change/previous | not by the notebook |
| \`survives\` | Nothing notices this. | **SURVIVED** | **not by the notebook** |

| Honest variation | What the tenant does | The checks | The notebook |
| --- | --- | --- | --- |
| \`slow\` | Answers are slow. | zendesk/change/slow | green |
`;

test('a fault is listed under the check and the cell that catch it', () => {
  const table = faultsIn(TEXT);
  expect([...table.keys()]).toEqual([
    'zendesk/change/previous#first',
    'zendesk/notebook/07#signs-in',
    'zendesk/change/previous',
  ]);
  expect(table.get('zendesk/notebook/07#signs-in')).toEqual([
    { name: 'set-once', sentence: 'A second | third password is not set.' },
  ]);
});

test('a table with line breaks of Windows is read as well', () => {
  expect(faultsIn(TEXT.replaceAll('\n', '\r\n'))).toEqual(faultsIn(TEXT));
});

test('a check catches what its proofs catch, and a check whose name only begins the same does not', () => {
  const table = faultsIn(TEXT.replace('zendesk/change/previous |', 'zendesk/change/previous-nearly |'));
  expect(faultsCaughtBy(table, 'zendesk/change/previous')).toEqual([
    {
      by: 'zendesk/change/previous#first',
      fault: { name: 'set-once', sentence: 'A second | third password is not set.' },
    },
  ]);
});

test('without the file there are no faults', () => {
  expect(readFaultsTable('/does/not/exist.md').size).toBe(0);
});

test('the generated table is understood: every fault in it is caught, so each is listed', () => {
  const names = new Set([...readFaultsTable().values()].flat().map(({ name }) => name));
  expect(names.size).toBeGreaterThan(300);
  expect(faultsCaughtBy(readFaultsTable(), 'zendesk/notebook/07')).not.toEqual([]);
});

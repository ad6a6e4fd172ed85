/** The first run after cloning Keyturn: both notebooks, on emulators that the run starts itself. */
import { expect, test } from '../support/test.ts';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { run } from '../support/keyturn.ts';
import { NOTEBOOK_CALLS } from '../../helpers/systems/zendesk/requirements-reach.ts';
import { runRecord } from '../../helpers/record/schema.ts';

const cellsOf = (system: string) =>
  Array.from({ length: 12 }, (_, index) => `${system}/notebook/${String(index + 1).padStart(2, '0')}`);

test('both notebooks run on the embedded emulators when nothing is configured, and the record tells what each cell did', async ({}, testInfo) => {
  const { code, output, record } = await run(testInfo, { command: 'start' });
  expect(output).toContain('Zendesk on an emulator started for this run');
  expect(output).toContain('CXone Expert on an emulator started for this run');
  expect(output).toContain('conformant (emulator): 24 of 24 cells proved');
  expect(code).toBe(0);
  expect(record).toMatchObject({ verdict: 'conformant', emulated: true });
  expect(record?.cells.map(({ address }) => address).sort()).toEqual([
    ...cellsOf('expert'),
    ...cellsOf('zendesk'),
  ]);

  const { cells, reasons, again } = runRecord.parse(record);
  expect(reasons).toEqual([]);
  expect(again).toMatch(/npm start$/);
  for (const { address, title, prose, code, exchanges, run, target } of cells) {
    expect(title, address).not.toBe('');
    expect(prose, address).toMatch(/\.$/);
    expect(code?.text, address).toContain(`'${address.slice(-2)}',`);
    expect(exchanges?.length, address).toBeGreaterThan(0);
    expect(run, address).toBe(record?.run);
    expect(target, address).toMatch(/^http:/);
  }
  // What `npm run doctor` says about the rate limit.
  const zendeskCalls = cells
    .filter(({ address }) => address.startsWith('zendesk/'))
    .flatMap(({ exchanges }) => exchanges ?? []).length;
  expect(zendeskCalls).toBeLessThan(NOTEBOOK_CALLS * 1.1);
  expect(zendeskCalls).toBeGreaterThan(NOTEBOOK_CALLS * 0.9);
  const cell = (address: string) => cells.find((each) => each.address === address);
  // The second token of the admin, because the first one is the preflight's.
  const revoked = cell('zendesk/notebook/06');
  expect(revoked?.secrets?.filter(({ did }) => did !== 'accepted')).toMatchObject([
    { secret: 'admin.token#2', did: 'revoked' },
    { secret: 'admin.token#2', did: 'refused' },
    { secret: 'admin.token#2', did: 'proved dead' },
    { secret: 'admin.token#2', did: 'refused' },
    { secret: 'admin.token#2', did: 'refused' },
  ]);
  const refused = revoked?.proofs.find(({ address }) => address.endsWith('#revoked-refused'));
  const [from, to] = refused?.exchanges ?? [0, 0];
  expect(revoked?.exchanges?.slice(from, to).map(({ status }) => status)).toEqual([401, 401, 401]);
  const changed = cell('zendesk/notebook/08');
  expect(changed?.signIns).toMatchObject([
    { as: 'test user', typed: 'test-user.password#1', outcome: 'refused' },
    { as: 'test user', typed: 'test-user.password#2', outcome: 'accepted' },
  ]);
  expect(cell('expert/notebook/12')?.ledger?.at(-1)).toMatchObject({ did: 'removed', kind: 'user' });
});

test('a cell that is selected alone reports that it cannot run on its own', async ({}, testInfo) => {
  const { code, output, record } = await run(testInfo, { flags: ['--project=expert', '--grep', '05 ·'] });
  const cell = record?.cells.find(({ address }) => address === 'expert/notebook/05');
  expect(cell?.error).toMatch(/Cell 05 cannot run on its own.*npm start/s);
  expectNoStack(output);
  expect(record?.verdict, output).toBe('blocked');
  expect(code).toBe(2);
  // The record lists checks as well; none of them ran.
  expect(record?.cells.filter(({ address }) => address.includes('/notebook/'))).toHaveLength(24);
});

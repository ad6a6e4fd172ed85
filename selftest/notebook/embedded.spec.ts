/** The first run after cloning Keyturn: both notebooks, on emulators that the run starts itself. */
import { expect, test } from '@playwright/test';
import { expectNoStack } from '../support/expect-no-stack.ts';
import { run } from '../support/keyturn.ts';

const cellsOf = (system: string) =>
  Array.from({ length: 12 }, (_, index) => `${system}/notebook/${String(index + 1).padStart(2, '0')}`);

test('both notebooks run on the embedded emulators when nothing is configured', async ({}, testInfo) => {
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

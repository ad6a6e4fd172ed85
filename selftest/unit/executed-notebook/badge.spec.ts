/** `badge.json` is never green by mistake, and says of which day it is. */
import { expect, test } from '../../support/test.ts';
import { badgeOf } from '../../../helpers/executed-notebook/badge.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { cellWith, recordWith } from '../record/records.ts';

const badge = (fields: Partial<RunRecord>) => {
  const { message, color, isError } = badgeOf(recordWith([cellWith()], fields));
  return [message, color, isError];
};

test('a badge has the form that shields.io reads', () => {
  expect(badgeOf(recordWith([cellWith()]))).toEqual({
    schemaVersion: 1,
    label: 'keyturn',
    message: 'conformant · 2026-11-30',
    color: 'brightgreen',
    isError: false,
  });
});

test('only a green run is green', () => {
  const leak = { file: 'a', kinds: [], sources: [], removed: true };
  const user = { tenant: 'a', kind: 'user', whose: 'keyturn', certain: true } as const;
  expect(badge({ emulated: true })).toEqual(['conformant (emulator) · 2026-11-30', 'brightgreen', false]);
  expect(badge({ ended: false, exitCode: null })).toEqual(['not finished · 2026-11-30', 'lightgrey', true]);
  expect(badge({ verdict: 'non-conformant', exitCode: 1 })).toEqual([
    'non-conformant · 2026-11-30',
    'red',
    true,
  ]);
  expect(badge({ leaks: [leak], exitCode: 1 })).toEqual(['leak · 2026-11-30', 'red', true]);
  expect(badge({ left: [user], exitCode: 1 })).toEqual(['leftovers · 2026-11-30', 'red', true]);
  expect(badge({ left: [{ ...user, certain: false }] })[1]).toBe('brightgreen');
  expect(badge({ verdict: 'blocked', exitCode: 2 })).toEqual(['blocked · 2026-11-30', 'orange', true]);
  expect(badge({ verdict: 'incomplete', exitCode: 130, interrupted: true })[0]).toBe(
    'interrupted · 2026-11-30',
  );
  // A report could not be written.
  expect(badge({ exitCode: 2 })).toEqual(['conformant · 2026-11-30', 'orange', true]);
});

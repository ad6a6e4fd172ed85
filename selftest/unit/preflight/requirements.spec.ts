/** All missing requirements of a tenant are reported at once, with what to do about them. */
import { expect, test } from '@playwright/test';
import {
  findingOf,
  problemsOf,
  requireAll,
  type Requirement,
} from '../../../helpers/preflight/requirements.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';

const met = (change: Partial<Requirement> = {}): Requirement => ({
  name: 'sso',
  sentence: 'Nobody must use single sign-on.',
  problem: undefined,
  ...change,
});
const missing = met({
  problem: { message: 'They must use it.', remedy: 'do not enforce it', where: 'Security', who: 'an admin' },
});

test('a finding is what was seen, why it could not be looked at, or the problem', () => {
  expect(findingOf(met())).toBe('yes');
  expect(findingOf(met({ seen: 'a page' }))).toBe('a page');
  expect(findingOf(met({ unknown: 'it does not say' }))).toBe('it does not say');
  expect(findingOf(missing)).toBe('no: They must use it.');
});

test('one problem is told with what to do; several are told together', () => {
  expect(problemsOf([met(), met({ unknown: 'x' })], 'acme.example')).toBeUndefined();
  expect(problemsOf([met(), missing], 'acme.example')?.message).toBe(
    'They must use it.\n  To do: do not enforce it\n  Where: Security\n  Who:   an admin',
  );
  const both = problemsOf([missing, missing], 'acme.example')?.message ?? '';
  expect(both).toMatch(/^acme\.example cannot be tested yet, for 2 reasons:\nThey must use it\./);
  expect(both.match(/To do: do not enforce it/g)).toHaveLength(2);
});

test('a tenant that lacks something is not tested', () => {
  requireAll([met()], 'acme.example');
  expect(() => requireAll([missing], 'acme.example')).toThrow(Blocked);
});

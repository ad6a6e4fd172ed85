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
  sentence: 'Single sign-on is not enforced.',
  problem: undefined,
  ...change,
});
const missing = met({
  problem: {
    message: 'It is enforced.',
    remedy: 'do not enforce it',
    where: 'Security',
    who: 'an admin',
    help: 'single-sign-on',
  },
});

test('a finding is what was seen, why the requirement could not be checked, or the problem', () => {
  expect(findingOf(met())).toBe('yes');
  expect(findingOf(met({ seen: 'a page' }))).toBe('a page');
  expect(findingOf(met({ unknown: 'not shown' }))).toBe('not shown');
  expect(findingOf(missing)).toBe('no: It is enforced.');
});

test('one problem is reported with its remedy, and several are reported together', () => {
  expect(problemsOf([met(), met({ unknown: 'x' })], 'acme.example')).toBeUndefined();
  expect(problemsOf([met(), missing], 'acme.example')?.message).toBe(
    'It is enforced.\n  To do: do not enforce it\n  Where: Security\n  Who:   an admin\n' +
      '  More:  npm run doctor -- --explain single-sign-on',
  );
  const both = problemsOf([missing, missing], 'acme.example')?.message ?? '';
  expect(both).toMatch(/^acme\.example cannot be tested yet, for 2 reasons:\nIt is enforced\./);
  expect(both.match(/To do: do not enforce it/g)).toHaveLength(2);
  expect(both.match(/More: {2}npm run doctor -- --explain single-sign-on/g)).toHaveLength(2);
});

test('a tenant that lacks something is not tested', () => {
  requireAll([met()], 'acme.example');
  expect(() => requireAll([missing], 'acme.example')).toThrow(Blocked);
});

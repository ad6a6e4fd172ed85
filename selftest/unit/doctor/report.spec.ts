/** The items of a report, its exit code, and how it is shown on the console and to the owner of the account. */
import { expect, test } from '../../support/test.ts';
import { stripVTControlCharacters } from 'node:util';
import { ConsoleReport } from '../../../helpers/doctor/console.ts';
import { ownerPage } from '../../../helpers/doctor/owner.ts';
import { exitCodeOf, type Item, itemOf, type Report } from '../../../helpers/doctor/report.ts';
import type { Finding } from '../../../helpers/preflight/requirements.ts';

const TENANT = 'Zendesk on https://acme.zendesk.com';
const PROBLEM = {
  message: 'Admins may not set passwords.\n  seen: false',
  remedy: 'turn it on',
  where: 'Admin Center > Security',
  who: 'the account owner only',
  undo: 'turn it off',
  help: 'passwords-setting',
} as const;

const item = (name: string, finding: Finding, about = TENANT): Item =>
  itemOf(about, { name, sentence: `${name} is in order.`, finding });

const reportOf = (items: Item[], more: Partial<Report> = {}): Report => ({
  startedAt: '2026-11-30T18:00:00.000Z',
  run: 'abcdefghjk',
  keyturn: '0.1.0',
  items,
  ...more,
});

const MISSING: Finding = { is: 'missing', problem: PROBLEM };

test('each finding gets a mark', () => {
  expect(item('a', { is: 'met', seen: 'yes' })).toMatchObject({ mark: 'PASS', seen: 'yes' });
  expect(item('a', { is: 'met, but', problem: PROBLEM })).toMatchObject({
    mark: 'WARN',
    remedy: 'turn it on',
  });
  expect(item('a', { is: 'unknown', why: 'no', first: 'b' })).toMatchObject({
    mark: 'SKIP',
    seen: 'no',
    first: 'b',
  });
  expect(item('a', MISSING)).toMatchObject({ mark: 'FAIL', problem: PROBLEM.message, undo: 'turn it off' });
});

test('only a failure changes the exit code, and a token that may be alive is a leftover', () => {
  const fine = [item('a', { is: 'met' }), item('b', { is: 'met, but', problem: PROBLEM })];
  expect(exitCodeOf(reportOf(fine))).toBe(0);
  expect(exitCodeOf(reportOf([...fine, item('c', MISSING)]))).toBe(2);
  expect(exitCodeOf(reportOf([...fine, item('token-revoked', MISSING)]))).toBe(1);
  expect(exitCodeOf(reportOf(fine, { interrupted: 'SIGTERM' }))).toBe(130);
  expect(exitCodeOf(reportOf([item('token-revoked', MISSING)], { interrupted: 'SIGTERM' }))).toBe(1);
});

/** What the console shows of a report. */
function shown(report: Report): string {
  let text = '';
  const terminal = { isTTY: false, environment: {} };
  const console = new ConsoleReport((part) => (text += part), terminal);
  for (const each of report.items) {
    console.starts(each.sentence);
    console.item(each);
  }
  console.ends(report);
  return text;
}

test('the console says what to do below each item, and counts in its last line', () => {
  const text = shown(
    reportOf([
      item('node', { is: 'met', seen: '20' }, 'This machine'),
      item('settings', MISSING),
      item('later', { is: 'unknown', why: 'not checked', first: 'settings is in order.' }),
    ]),
  );
  expect(stripVTControlCharacters(text)).toBe(`
  This machine
    PASS  node is in order.  20

  ${TENANT}
    FAIL  settings is in order.
          Admins may not set passwords.
            seen: false
          To do: turn it on
          Where: Admin Center > Security
          Who:   the account owner only
          Undo:  turn it off
          More:  npm run doctor -- --explain passwords-setting
    SKIP  These can be checked once what failed above is mended:
          later is in order.

  1 failed, 1 skipped, 1 passed: not ready for a run. Nothing was changed.
  To get a page that you can forward to whoever may change it: npm run doctor -- --owner

`);
});

test('a tenant that can be tested, and an examination that was interrupted', () => {
  expect(shown(reportOf([item('a', { is: 'met' })]))).toContain('1 passed: ready for a run (npm start)');
  expect(shown(reportOf([], { interrupted: 'SIGHUP' }))).toContain('interrupted by SIGHUP before its end');
});

test('the owner reads what to change, what to know, and what is in order, and nothing about this machine', () => {
  const page = ownerPage(
    reportOf([
      item('folders', { is: 'met', seen: '/home/me/results' }, 'This machine'),
      item('settings', MISSING),
      item('passcode', {
        is: 'missing',
        problem: {
          message: 'No mailbox.',
          remedy: 'set KEYTURN_PASSCODE_IMAP',
          where: '.env',
          help: 'passcode',
        },
      }),
      item('mails', {
        is: 'met, but',
        problem: { ...PROBLEM, message: 'Tickets are mailed to “<b>@all</b>”.' },
      }),
      item('seat', { is: 'unknown', why: 'no API', problem: { ...PROBLEM, message: 'One seat is used.' } }),
      item('scope', { is: 'met', seen: 'read write' }),
    ]),
    [TENANT],
  );
  expect(page).toMatch(
    /## Please change this\n\n### 1\. Admins may not set passwords\.\n\n```\n {2}seen: false\n```/,
  );
  expect(page).toContain(
    '- What to do: Turn it on.\n- Where: Admin Center \\> Security\n- Who may: The account owner only.',
  );
  expect(page).toMatch(/## Please know this\n\n### 1\. Tickets are mailed to/);
  // Not markup.
  expect(page).toContain('`“<b>@all</b>`');
  expect(page).toMatch(/## Please check this, because no API shows it\n\n### 1\. One seat is used\./);
  expect(page).toContain('- scope is in order.\n');
  for (const text of ['/home/me', 'KEYTURN_PASSCODE_IMAP', '.env']) expect(page).not.toContain(text);
});

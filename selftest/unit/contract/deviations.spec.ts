/** The file of known deviations: what is accepted, and how mistakes in it are reported. */
import { expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  type Deviation,
  deviationsOf,
  hasExpired,
  readDeviations,
} from '../../../helpers/contract/deviations.ts';

const KNOWN: Deviation = {
  tenant: 'acme.zendesk.com',
  check: 'zendesk/password/wrong-previous',
  outcome: 'failed',
  reason: 'ticket 4711',
  expires: '2027-03-31',
};

function read(content: unknown): ReturnType<typeof readDeviations> {
  const folder = test.info().outputPath('files');
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/deviations.json`;
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readDeviations(path);
}

for (const check of [
  'zendesk/password/set',
  'zendesk/notebook/06#revoked-at-once',
  'expert/sign-in/by-post',
]) {
  test(`takes ${check}`, () => {
    expect(read([{ ...KNOWN, check }])).toEqual({ ok: true, deviations: [{ ...KNOWN, check }] });
  });
}

test('is about a failure if it does not say otherwise, and the same may be accepted not to be tried', () => {
  const { outcome: usual, ...silent } = KNOWN;
  expect(read([silent, { ...KNOWN, outcome: 'not tried' }])).toEqual({
    ok: true,
    deviations: [
      { ...silent, outcome: usual },
      { ...KNOWN, outcome: 'not tried' },
    ],
  });
});

test('takes what PowerShell writes', () => {
  const folder = test.info().outputPath('utf-16');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/deviations.json`, Buffer.from(`\ufeff${JSON.stringify([KNOWN])}`, 'utf16le'));
  expect(readDeviations(`${folder}/deviations.json`)).toEqual({ ok: true, deviations: [KNOWN] });
});

test('takes none, and several about several tenants', () => {
  expect(read([])).toEqual({ ok: true, deviations: [] });
  expect(read([KNOWN, { ...KNOWN, tenant: 'emulator' }]).ok).toBe(true);
});

const MISTAKES: [title: string, content: unknown, problem: RegExp][] = [
  ['no JSON', '[{', /not valid JSON/],
  ['no list', KNOWN, /a file with a mistake: Invalid input/],
  ['no tenant', [{ ...KNOWN, tenant: undefined }], /entry 1, “tenant”: /],
  [
    'an address for a tenant',
    [{ ...KNOWN, tenant: 'https://acme.zendesk.com' }],
    /entry 1, “tenant”: must be the host/,
  ],
  [
    'a check without a subject',
    [KNOWN, { ...KNOWN, check: 'zendesk/password' }],
    /entry 2, “check”: must be the address/,
  ],
  ['a line break behind a check', [{ ...KNOWN, check: `${KNOWN.check}\n` }], /entry 1, “check”/],
  ['an empty reason', [{ ...KNOWN, reason: '  ' }], /entry 1, “reason”: must give a reason/],
  ['a day that is none', [{ ...KNOWN, expires: '2027-02-30' }], /entry 1, “expires”: must be a date/],
  ['a time', [{ ...KNOWN, expires: '2027-03-31T00:00:00Z' }], /entry 1, “expires”: must be a date/],
  ['an outcome that is none', [{ ...KNOWN, outcome: 'skipped' }], /entry 1, “outcome”: must be “failed”/],
  ['a field too many', [{ ...KNOWN, severity: 'low' }], /entry 1: .*severity/],
  ['an entry that is none', [KNOWN, 7], /entry 2: /],
  [
    'the same twice',
    [KNOWN, { ...KNOWN, reason: 'another' }],
    /lists zendesk\/password\/wrong-previous of acme\.zendesk\.com twice/,
  ],
];
for (const [title, content, problem] of MISTAKES) {
  test(`tells the mistake: ${title}`, () => {
    const result = read(content);
    expect(result.ok ? '' : result.problem).toMatch(problem);
  });
}

test('tells a file that is not there, or cannot be read', () => {
  const nowhere = test.info().outputPath('nowhere.json');
  expect(readDeviations(nowhere)).toEqual({ ok: false, problem: `names ${nowhere}, which does not exist` });
  const folder = test.info().outputPath('folder');
  mkdirSync(folder, { recursive: true });
  expect(readDeviations(folder)).toMatchObject({ problem: expect.stringContaining('(EISDIR)') });
});

test('are those of the host, whatever its port and its protocol say', () => {
  const emulated = { ...KNOWN, tenant: 'emulator' };
  const local = { ...KNOWN, tenant: '127.0.0.1:8080' };
  const all = [KNOWN, emulated, local];
  const of = (baseUrl: string, isEmulated = false) => deviationsOf(all, { baseUrl, emulated: isEmulated });
  expect(of('https://acme.zendesk.com')).toEqual([KNOWN]);
  expect(of('https://acme.zendesk.com:443')).toEqual([KNOWN]);
  expect(of('https://other.zendesk.com')).toEqual([]);
  expect(of('https://acme.zendesk.com.evil.example')).toEqual([]);
  expect(of('http://127.0.0.1:8080')).toEqual([local]);
  expect(of('http://127.0.0.1:8080', true)).toEqual([emulated]);
  expect(of('')).toEqual([]);
});

test('hold on their last day, and not on the next', () => {
  expect(hasExpired(KNOWN, new Date('2027-03-31T23:59:59Z'))).toBe(false);
  expect(hasExpired(KNOWN, new Date('2027-04-01T00:00:00Z'))).toBe(true);
});

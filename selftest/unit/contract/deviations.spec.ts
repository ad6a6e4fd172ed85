/** The file of known deviations: what is accepted, and how mistakes in it are reported. */
import { expect, test } from '../../support/test.ts';
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
  test(`${check} is a valid address`, () => {
    expect(read([{ ...KNOWN, check }])).toEqual({ ok: true, deviations: [{ ...KNOWN, check }] });
  });
}

test('the default outcome is failed, and the same proof may also be listed as not tried', () => {
  const { outcome: byDefault, ...withoutOutcome } = KNOWN;
  expect(read([withoutOutcome, { ...KNOWN, outcome: 'not tried' }])).toEqual({
    ok: true,
    deviations: [
      { ...withoutOutcome, outcome: byDefault },
      { ...KNOWN, outcome: 'not tried' },
    ],
  });
});

test('a file in UTF-16, as PowerShell writes it, is read', () => {
  const folder = test.info().outputPath('utf-16');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/deviations.json`, Buffer.from(`\ufeff${JSON.stringify([KNOWN])}`, 'utf16le'));
  expect(readDeviations(`${folder}/deviations.json`)).toEqual({ ok: true, deviations: [KNOWN] });
});

test('a file may list no deviations, or deviations of several tenants', () => {
  expect(read([])).toEqual({ ok: true, deviations: [] });
  expect(read([KNOWN, { ...KNOWN, tenant: 'emulator' }]).ok).toBe(true);
});

const MISTAKES: [title: string, content: unknown, problem: RegExp][] = [
  ['text that is not JSON', '[{', /not valid JSON/],
  ['an object instead of a list', KNOWN, /a file with a mistake: Invalid input/],
  ['a missing tenant', [{ ...KNOWN, tenant: undefined }], /entry 1, “tenant”: /],
  [
    'a URL instead of a host',
    [{ ...KNOWN, tenant: 'https://acme.zendesk.com' }],
    /entry 1, “tenant”: must be the host/,
  ],
  [
    'a check without a subject',
    [KNOWN, { ...KNOWN, check: 'zendesk/password' }],
    /entry 2, “check”: must be the address/,
  ],
  ['a line break after a check', [{ ...KNOWN, check: `${KNOWN.check}\n` }], /entry 1, “check”/],
  ['an empty reason', [{ ...KNOWN, reason: '  ' }], /entry 1, “reason”: must give a reason/],
  ['a date that does not exist', [{ ...KNOWN, expires: '2027-02-30' }], /entry 1, “expires”: must be a date/],
  [
    'a time instead of a date',
    [{ ...KNOWN, expires: '2027-03-31T00:00:00Z' }],
    /entry 1, “expires”: must be a date/,
  ],
  ['an unknown outcome', [{ ...KNOWN, outcome: 'skipped' }], /entry 1, “outcome”: must be “failed”/],
  ['an unknown field', [{ ...KNOWN, severity: 'low' }], /entry 1: .*severity/],
  ['a number instead of an entry', [KNOWN, 7], /entry 2: /],
  [
    'the same proof listed twice',
    [KNOWN, { ...KNOWN, reason: 'another' }],
    /lists zendesk\/password\/wrong-previous of acme\.zendesk\.com twice/,
  ],
];
for (const [title, content, problem] of MISTAKES) {
  test(`${title} is a mistake`, () => {
    const result = read(content);
    expect(result.ok ? '' : result.problem).toMatch(problem);
  });
}

test('a file that does not exist or cannot be read is a mistake', () => {
  const nowhere = test.info().outputPath('nowhere.json');
  expect(readDeviations(nowhere)).toEqual({ ok: false, problem: `names ${nowhere}, which does not exist` });
  const folder = test.info().outputPath('folder');
  mkdirSync(folder, { recursive: true });
  expect(readDeviations(folder)).toMatchObject({ problem: expect.stringContaining('(EISDIR)') });
});

test('the deviations of a tenant are those of its host and port, and an emulator has its own', () => {
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

test('a deviation is valid on its last day, and has expired on the next day', () => {
  expect(hasExpired(KNOWN, new Date('2027-03-31T23:59:59Z'))).toBe(false);
  expect(hasExpired(KNOWN, new Date('2027-04-01T00:00:00Z'))).toBe(true);
});

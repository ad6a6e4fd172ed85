/** Which results count, and what is said of those that do not. */
import { expect, test } from '../../support/test.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { readFleetFile } from '../../../helpers/fleet/file.ts';
import { listOf } from '../../../helpers/fleet/list.ts';
import { newestResult } from '../../../helpers/fleet/newest.ts';
import { fleetPage } from '../../../helpers/fleet/page.ts';
import { effectOf } from '../../../helpers/fleet/policy.ts';
import { type ResolvedTenant, resolveTenants } from '../../../helpers/fleet/resolve.ts';
import { readResult, type TenantResult, writeResult } from '../../../helpers/fleet/result.ts';
import { summary } from '../../../helpers/fleet/summary.ts';
import { result } from './results.ts';

const HOUR_MS = 60 * 60_000;

/** Expert’s tenant of `acme`, as its settings name it. */
const ACME = { system: 'expert', title: 'CXone Expert', tenant: 'https://acme.example' };

/** A green result of `npm start` on that tenant. */
const green = (changes: Partial<TenantResult> = {}) => result({ targets: [ACME], ...changes });

/** When that run ended. */
const END = Date.parse('2026-03-04T02:18:01Z');

/** The tenant `acme` of a fleet file, with these other keys. */
function acme(keys = '', environment: NodeJS.ProcessEnv = { ACME: 'a-secret-password' }): ResolvedTenant {
  const file = join(test.info().outputPath('fleet'), 'fleet.yaml');
  mkdirSync(join(file, '..'), { recursive: true });
  const env = `{ EXPERT_BASE_URL: 'https://ACME.example', EXPERT_ADMIN_USERNAME: keyturn, EXPERT_ADMIN_PASSWORD: '\${ACME}' }`;
  writeFileSync(file, `tenants:\n  - name: acme\n    env: ${env}\n${keys}`);
  const read = readFleetFile(file);
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const results = test.info().outputPath('results');
  const [tenant] = resolveTenants(read.tenants, {
    environment: { KEYTURN_ENV_FILE: devNull, ...environment },
    fromFile: {},
    results,
    history: join(results, 'history'),
  });
  if (tenant === undefined) throw new Error('The file has a tenant.');
  return tenant;
}

/** Stores a result, and returns how it counts. */
function counted(
  stored: TenantResult,
  tenant: ResolvedTenant,
  conditions: { maxAgeMs?: number; now?: number } = {},
) {
  const folder = test.info().outputPath('results');
  writeResult(folder, stored);
  return newestResult(tenant, { folder, ...conditions });
}

const NOT_JUDGED = { state: 'ended', verdict: null, outcome: 'not judged' };

test('a result of what the file says counts as it is, with the severity of the file', () => {
  expect(counted(green(), acme('    severity: watch'))).toEqual(green({ severity: 'watch' }));
});

test('a result of another command is not judged, and the list says so', () => {
  const tenant = acme('    command: contract');
  const newest = counted(green(), tenant);
  const sentence =
    'Its newest result does not count: it is of npm start, and the fleet file says npm run contract.';
  expect(newest).toMatchObject({ ...NOT_JUDGED, command: 'contract', targets: [ACME], sentence });
  expect(effectOf(newest)).toBe('not judged');
  const list = listOf([tenant], test.info().outputPath('results'));
  expect(list).toMatch(/acme {2}contract {2}release {2}not judged {2}https:\/\/acme\.example\n/);
  expect(list).toContain(`\n  acme: ${sentence}\n`);
});

test('a result of another tenant is not judged, unless the settings cannot be resolved', () => {
  const other = green({ targets: [{ ...ACME, tenant: 'https://other.example' }] });
  expect(counted(other, acme())).toMatchObject({
    ...NOT_JUDGED,
    targets: [ACME],
    sentence:
      'Its newest result does not count: it is of https://other.example, and the fleet file says https://acme.example.',
  });
  expect(counted(green({ targets: [] }), acme())).toMatchObject(NOT_JUDGED);
  expect(counted(other, acme('', {}))).toEqual(other);
  // Its run never knew its tenant.
  const blocked = green({ targets: [], verdict: 'blocked', outcome: 'not judged', startedAt: null });
  expect(counted(blocked, acme(), { maxAgeMs: HOUR_MS })).toEqual(blocked);
});

test('a result that is too old or in the future is not judged, if an age is given', () => {
  const maxAgeMs = 26 * HOUR_MS;
  const at = (hours: number) => ({ maxAgeMs, now: END + hours * HOUR_MS });
  expect(counted(green(), acme(), at(26))).toEqual(green());
  expect(counted(green(), acme(), at(27))).toMatchObject({
    ...NOT_JUDGED,
    run: 'a1b2c3d4e5',
    sentence: 'Its newest result does not count: its run ended 27 h ago, and --max-age is 26 h.',
  });
  expect(counted(green(), acme(), at(-1))).toMatchObject({
    ...NOT_JUDGED,
    sentence: expect.stringContaining('it is in the future'),
  });
  expect(counted(green(), acme(), { now: END + 9000 * HOUR_MS })).toEqual(green());
});

test('a leak, a leftover or an unexplained exit code 1 counts, also in a result that does not', () => {
  const tenant = acme('    command: contract\n    severity: watch');
  const left = ['LEFT: user 42'];
  for (const harm of [{ left }, { leaks: ['LEAK'] }, { exitCode: 1 }]) {
    const newest = counted(green({ outcome: 'red', ...harm }), tenant);
    expect(newest).toMatchObject({ outcome: 'red', verdict: null });
    expect(effectOf(newest)).toBe('failed');
  }
  expect(effectOf(counted(green({ outcome: 'red', verdict: 'non-conformant', exitCode: 1 }), tenant))).toBe(
    'none',
  );
});

test('the last lines and the page name results that are much older than the newest one, and say what does not count', () => {
  const ended = [
    green(),
    green({ name: 'recent', startedAt: '2026-03-03T03:00:00.000Z' }),
    green({ name: 'old', startedAt: '2020-01-02T02:00:00.000Z' }),
    green({ name: 'uncounted', ...{ verdict: null, outcome: 'not judged', sentence: 'It does not count.' } }),
  ];
  const note = 'More than a day older than the newest result: old (2020-01-02 02:01:01 UTC).';
  const text = summary({ ended, interrupted: false, exitCode: 2, page: 'index.html' });
  expect(text).toContain('4 tenants: 3 conformant, 1 not judged.\n  Not judged: uncounted.\n');
  expect(text).toContain('  uncounted: It does not count.\n');
  expect(text).toContain(`  ${note}\n`);
  const page = (tenants: TenantResult[]) =>
    fleetPage(
      {
        ...{ version: 1, keyturn: '1', file: 'fleet.yaml', startedAt: '2026-03-04T02:00:00.000Z' },
        ...{ durationMs: 1, ended: true, interrupted: false, exitCode: 2 },
        tenants: tenants.map((each) => ({ ...each, paths: {} })),
      },
      { days: [], rows: [] },
    );
  expect(page(ended)).toContain(note);
  expect(page(ended.slice(0, 2))).not.toContain('older than');
});

test('a result whose times are none is damaged', () => {
  const folder = test.info().outputPath('results');
  for (const damage of [
    { startedAt: 'notadate' },
    { startedAt: '2026-02-30T02:00:00Z' },
    { durationMs: 1e300 },
  ]) {
    writeResult(folder, green(damage));
    expect(readResult(folder, 'acme'), JSON.stringify(damage)).toBeUndefined();
  }
  expect(listOf([acme()], folder)).toMatch(/acme {2}start {2}release {2}not run {2}https/);
});

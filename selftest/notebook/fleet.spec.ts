/** Several tenants with one command: what one of them does costs the others nothing, and what is said of each is true. */
import { expect, test, type TestInfo } from '../support/test.ts';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import { writeResult } from '../../helpers/fleet/result.ts';
import { runRecord, type RunRecord } from '../../helpers/record/schema.ts';
import { expectClean } from '../support/expect-clean.ts';
import { fleetOf } from '../support/fleet.ts';
import { filesBelow, run } from '../support/keyturn.ts';
import { result } from '../unit/fleet/results.ts';

// Each starts up to six processes, which takes a while on a busy machine.
test.describe.configure({ timeout: 600_000 });

test('a dead tenant and a red one cost the others nothing; only what is not green runs again', async ({}, testInfo) => {
  const honest = await startExpert();
  const faulty = await startExpert({ fault: 'old-password-still-works' });
  const fleet = fleetOf(testInfo, [
    { name: 'honest', site: honest },
    { name: 'faulty', site: faulty, keys: { severity: 'watch' } },
    { name: 'dead' },
  ]);
  try {
    const { code, output } = await fleet.start(['--jobs', '3'], { EXPERT_TEST_USERNAME: 'other' }).ended;
    expect(code, output).toBe(2);
    expect(output).toContain('Keyturn fleet: 3 tenants of ');
    expect(output).toContain(
      'Not passed on to the tenants, whose settings are in the fleet file: EXPERT_TEST_USERNAME',
    );
    expect(output).toMatch(/✓ honest {2}conformant: 12 of 12 cells proved/);
    expect(output).toMatch(/✗ faulty {2}non-conformant \(watch\): /);
    expect(output).toMatch(/■ dead {4}blocked: .*the connection was refused/);
    expect(output).toContain(
      '3 tenants: 1 conformant, 1 non-conformant (watch), 1 blocked.\n  Not judged: dead.\n',
    );
    const first = fleet.report();
    expect(first).toMatchObject({
      ...{ ended: true, interrupted: false, exitCode: 2 },
      tenants: {
        honest: { verdict: 'conformant', outcome: 'green', exitCode: 0, left: [], leaks: [] },
        faulty: { verdict: 'non-conformant', outcome: 'red', exitCode: 1, severity: 'watch' },
        dead: { verdict: 'blocked', outcome: 'not judged', exitCode: 2 },
      },
    });
    for (const { paths } of Object.values(first.tenants))
      for (const path of Object.values(paths)) expect(existsSync(join(fleet.results, path)), path).toBe(true);
    expect(readFileSync(join(fleet.results, 'honest', 'console.txt'), 'utf8')).toContain('✓ 12 ·');
    const page = readFileSync(join(fleet.results, 'index.html'), 'utf8');
    for (const name of ['honest', 'faulty', 'dead']) expect(page).toContain(`href="${name}/notebook.html"`);

    const again = await fleet.start(['--only-failed', '--tenant=honest', '--tenant=dead']).ended;
    expect(again.code, again.output).toBe(2);
    expect(again.output).not.toContain('honest');
    const second = fleet.report();
    expect(second.tenants['honest']).toEqual(first.tenants['honest']);
    expect(second.tenants['dead']?.run).not.toBe(first.tenants['dead']?.run);

    const nothing = await fleet.start(['--only-failed', '--tenant', 'honest']).ended;
    expect(nothing.code, nothing.output).toBe(0);
    expect(nothing.output).toContain('There is nothing to run again.');

    // A tenant that is only watched is red, and stops nothing.
    const watched = await fleet.start(['--page', '--tenant', 'honest', '--tenant', 'faulty']).ended;
    expect(watched.code, watched.output).toBe(0);
    expect(watched.output).toContain('2 tenants: 1 conformant, 1 non-conformant (watch).');
    for (const site of [honest, faulty]) expectClean(site);
  } finally {
    for (const site of [honest, faulty]) await site.close();
  }
});

test('mistakes in the file start nothing; mistakes of one tenant block that tenant, and leave reports that say so', async ({}, testInfo) => {
  const wrong = fleetOf(testInfo, [{ name: 'one', keys: { comand: 'start' } }], 'wrong');
  const refused = await wrong.start().ended;
  expect(refused.code, refused.output).toBe(2);
  expect(refused.output).toMatch(/line 3, column 5, one: Unknown key “comand”\. Did you mean command\?/);
  expect(existsSync(wrong.results)).toBe(false);

  const fleet = fleetOf(testInfo, [{ name: 'one', keys: { envFile: 'none.env' } }]);
  const listed = await fleet.start(['--list']).ended;
  expect(listed.code, listed.output).toBe(2);
  expect(listed.output).toMatch(/one +start +release +not run/);
  expect(listed.output).toMatch(/line 3, column 14, one: “envFile” names \S+none\.env, which does not exist/);
  expect(existsSync(fleet.results)).toBe(false);

  const blocked = await fleet.start().ended;
  expect(blocked.code, blocked.output).toBe(2);
  expect(blocked.output).toContain('■ one  blocked: Its settings have a mistake; nothing was started.');
  expect(recordIn(join(fleet.results, 'one'))).toMatchObject({
    ended: true,
    verdict: 'blocked',
    exitCode: 2,
  });
  expect(fleet.report().tenants['one']).toMatchObject({
    ...{ verdict: 'blocked', run: null, exitCode: 2 },
    // The page shows only this.
    sentence: expect.stringMatching(/nothing was started\. .*none\.env, which does not exist/),
  });

  const matrix = await fleet.start(['--matrix', '--tenant', 'one']).ended;
  expect(matrix.code).toBe(0);
  expect(JSON.parse(matrix.output)).toEqual({
    include: [{ name: 'one', command: 'start', workers: 1, severity: 'release' }],
  });
  const unknown = await fleet.start(['--tenant', 'onne']).ended;
  expect(unknown.code).toBe(2);
  expect(unknown.output).toContain('There is no tenant “onne” in the fleet file. Did you mean one?');
});

test('the page counts results of what the file says; if it cannot be written, that is said', async ({}, testInfo) => {
  const fleet = fleetOf(testInfo, [{ name: 'acme', keys: { command: 'contract' } }]);
  const targets = [{ system: 'expert', title: 'CXone Expert', tenant: 'http://127.0.0.1:9' }];
  const ended = result({ command: 'contract', targets });
  writeResult(fleet.results, ended);
  const drawn = await fleet.start(['--page']).ended;
  expect(drawn.code, drawn.output).toBe(0);

  const old = await fleet.start(['--page', '--max-age', '26h']).ended;
  expect(old.code, old.output).toBe(2);
  expect(old.output).toMatch(
    /acme: Its newest result does not count: its run ended \d+ days ago, and --max-age is 26 h\./,
  );
  expect(fleet.report()).toMatchObject({ exitCode: 2, tenants: { acme: { outcome: 'not judged' } } });

  writeResult(fleet.results, { ...ended, command: 'start' });
  const other = await fleet.start(['--page']).ended;
  expect(other.code, other.output).toBe(2);
  expect(other.output).toContain('it is of npm start, and the fleet file says npm run contract.');

  rmSync(join(fleet.results, 'index.html'));
  mkdirSync(join(fleet.results, 'index.html'));
  const folder = await fleet.start(['--page']).ended;
  expect(folder.code, folder.output).toBe(2);
  expect(folder.output).toMatch(
    /index\.html must be a file, but is a folder\. Keyturn needs it for its results\./,
  );
  expect(folder.output).not.toContain('    at ');
});

test('the page of a folder that the system does not create is refused, and does not wait forever', async ({}, testInfo) => {
  // Node's recursive mkdir never returns there: the system answers ENOENT, although the folder above exists.
  test.skip(process.platform !== 'linux', 'Only Linux has such a folder');
  const fleet = fleetOf(testInfo, [{ name: 'acme' }]);
  const page = fleet.start(['--page'], { KEYTURN_RESULTS: '/proc/keyturn' });
  try {
    const { code, output } = await page.ended;
    expect(code, output).toBe(2);
    expect(output).toContain('Cannot write to /proc/keyturn/fleet: ');
    expect(output).not.toContain('    at ');
  } finally {
    page.process.kill('SIGKILL');
  }
});

test('a tenant that hangs is stopped at its time limit, and is blocked', async ({}, testInfo) => {
  const hanging = await startExpert({ callHook: () => 'hang' });
  const fleet = fleetOf(testInfo, [{ name: 'slow', site: hanging, keys: { timeout: '15s' } }]);
  try {
    const { code, output } = await fleet.start().ended;
    expect(code, output).toBe(2);
    expect(output).toContain('slow has reached its time limit of 15 s, and was told to stop.');
    expect(fleet.report().tenants['slow']).toMatchObject({
      verdict: 'blocked',
      outcome: 'not judged',
      sentence: expect.stringContaining('stopped at its time limit of 15 s'),
    });
  } finally {
    await hanging.close();
  }
});

const recordIn = (folder: string): RunRecord =>
  runRecord.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));

const SELECTION = '--grep=change one’s own|expert/formats/';

/** Runs one shard of a fleet on a machine of its own. Returns its blob. */
async function shard(
  testInfo: TestInfo,
  number: number,
  site: Parameters<typeof fleetOf>[1][number]['site'],
) {
  const keys = { command: 'contract' };
  const fleet = fleetOf(
    testInfo,
    [{ name: 'acme', ...(site === undefined ? {} : { site }), keys }],
    `machine-${String(number)}`,
  );
  const words = [`--shard=${String(number)}/2`, '--add-reporter=blob', SELECTION];
  const { code, output } = await fleet.start(['--tenant', 'acme', '--', ...words]).ended;
  // A part of a run proves only a part.
  expect(code, output).toBe(2);
  const [blob = '', ...others] = filesBelow(join(fleet.results, 'acme', 'blob-report'));
  expect(others).toEqual([]);
  return blob;
}

async function merge(testInfo: TestInfo, name: string, blobs: readonly string[]): Promise<RunRecord> {
  const folder = testInfo.outputPath(name);
  mkdirSync(folder);
  for (const [index, blob] of blobs.entries()) cpSync(blob, join(folder, `${String(index)}.zip`));
  return recordIn((await run(testInfo, { command: 'merge', flags: [folder] })).results);
}

/** What must not depend on how a run was divided. */
const judged = ({ verdict, sentence, exitCode, cells }: RunRecord) => ({
  ...{ verdict, sentence, exitCode },
  cells: cells.map(({ address, status }) => `${address}: ${status}`).sort(),
});

test('shards of a tenant on several machines, merged, are the run of one machine; a shard that never came is said', async ({}, testInfo) => {
  const site = await startExpert();
  try {
    const first = await shard(testInfo, 1, site);
    const second = await shard(testInfo, 2, site);
    const fleet = fleetOf(testInfo, [{ name: 'acme', site, keys: { command: 'contract', workers: 2 } }]);
    const { output } = await fleet.start(['--', SELECTION]).ended;
    const one = recordIn(join(fleet.results, 'acme'));
    expect(one.cells.filter(({ status }) => status === 'passed').length, output).toBeGreaterThan(5);
    const merged = await merge(testInfo, 'both', [first, second]);
    expect(judged(merged)).toEqual(judged(one));
    expect(merged.shards).toEqual({ total: 2, missing: [] });
    expect(await merge(testInfo, 'one', [first])).toMatchObject({
      ...{ verdict: 'incomplete', exitCode: 2, shards: { total: 2, missing: [2] } },
      sentence: expect.stringContaining('Shard 2 of 2 is missing.'),
    });
    expectClean(site);
  } finally {
    await site.close();
  }
});

/** `npm run contract`: checks selected by address, checks that do not run, several workers, a faulty site, a known deviation. */
import { expect, test } from '../support/test.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpert } from '../../emulators/expert/index.ts';
import type { DriftFile } from '../../reporters/drift.ts';
import type { ObservedFile } from '../../reporters/observed.ts';
import { expectClean } from '../support/expect-clean.ts';
import { findInFiles, findInText } from '../support/find-secrets.ts';
import { expertSettingsFor, filesBelow, type Outcome, run } from '../support/keyturn.ts';

const readResult = ({ results }: Outcome, name: string): unknown =>
  JSON.parse(readFileSync(join(results, name), 'utf8'));

const ranIn = ({ record }: Outcome) =>
  (record?.cells ?? []).filter(({ status }) => status !== 'not run').map(({ address }) => address);

test('checks selected by address run on the emulators; the verdict is incomplete, and all files are written', async ({}, testInfo) => {
  const outcome = await run(testInfo, {
    command: 'contract',
    flags: ['expert/password/set', 'expert/tokens/several', 'zendesk/password/set', '--workers=2'],
    environment: { KEYTURN_TARGET: 'emulator' },
  });
  const { code, output, record } = outcome;
  expect(code, output).toBe(2);
  expect(record).toMatchObject({ verdict: 'incomplete', emulated: true, errors: [], leaks: [] });
  expect(ranIn(outcome)).toEqual([
    'expert/notebook/01',
    'expert/password/set',
    'expert/tokens/several',
    'zendesk/notebook/01',
    'zendesk/password/set',
  ]);
  const addresses = record?.cells.map(({ address }) => address) ?? [];
  expect(addresses).toEqual([...new Set(addresses)].sort((a, b) => a.localeCompare(b)));
  expect(addresses.length).toBeGreaterThan(100);
  expect(output).toMatch(/incomplete \(emulator\): 2 of 24 cells and 3 of \d+ checks proved\n/);
  const drift = readResult(outcome, 'drift.json') as DriftFile;
  expect(drift).toMatchObject({ version: 1, run: record?.run, partial: true, previous: null });
  expect(drift.tenants.map(({ tenant }) => tenant)).toEqual(['emulator of expert', 'emulator of zendesk']);
  for (const { fingerprint } of drift.tenants) expect(Object.keys(fingerprint.now)).not.toEqual([]);
  const { observed } = readResult(outcome, 'observed.json') as ObservedFile;
  expect(observed).toContainEqual(
    expect.objectContaining({
      address: 'expert/tokens/several',
      tenant: 'emulator',
      seen: expect.any(String),
      notTried: null,
    }),
  );
});

test('a faulty site is non-conformant, unless the deviation is known; the next run shows the previous fingerprint next to its own, and nothing leaks', async ({}, testInfo) => {
  const emulator = await startExpert({ fault: 'set-without-effect' });
  const results = testInfo.outputPath('results');
  const file = testInfo.outputPath('known.json');
  const check = 'expert/password/set';
  const contract = (flags: string[], known: object[]) => {
    writeFileSync(file, JSON.stringify(known));
    return run(testInfo, {
      command: 'contract',
      flags,
      env: { ...expertSettingsFor(emulator), KEYTURN_DEVIATIONS: file },
      environment: { KEYTURN_RESULTS: results },
    });
  };
  const deviation = {
    tenant: new URL(emulator.baseUrl).host,
    check,
    reason: 'ticket 4711',
    expires: '2999-12-31',
  };
  try {
    const caught = await contract([check, 'expert/password/inactive'], []);
    expect(caught.code, caught.output).toBe(1);
    expect(caught.record).toMatchObject({ verdict: 'non-conformant', emulated: false, leaks: [] });
    expect(caught.output).toMatch(
      /non-conformant: .* proved\. expert\/password\/(?:inactive|set)[^\n]*the proof of “[^\n]*” failed\n/,
    );
    expectClean(emulator);

    const known = await contract([check], [deviation]);
    expect(known.code, known.output).toBe(2);
    expect(known.record).toMatchObject({ verdict: 'incomplete', errors: [] });
    expect(known.output).toContain(`Known deviations:\n    ${check}: ticket 4711 (until 2999-12-31)`);
    expect(known.output).toMatch(
      /incomplete: 1 of 12 cells and 1 of \d+ checks proved, with 1 known deviation\n/,
    );
    expectClean(emulator);
    const drift = readResult(known, 'drift.json') as DriftFile;
    expect(drift.previous?.run).toBe(caught.record?.run);
    expect(drift.tenants[0]?.fingerprint.previously).toEqual(drift.tenants[0]?.fingerprint.now);

    const secrets = emulator.witness.secrets();
    expect(findInText(caught.output + known.output, secrets, 'the console')).toEqual([]);
    const files = filesBelow(results);
    for (const name of ['drift.json', 'observed.json', 'run.json'])
      expect(files).toContain(join(results, name));
    expect(findInFiles(files, secrets, results)).toEqual([]);
  } finally {
    await emulator.close();
  }
});

for (const [title, flags, sentence] of [
  ['a cell', ['expert/notebook/05'], 'A cell depends on the cells before it'],
  ['a proof of a cell', ['zendesk/notebook/06#revoked-at-once'], 'A cell depends on the cells before it'],
  [
    'an address together with --grep',
    ['expert/password', '--grep', '@must'],
    'Use either an address or --grep',
  ],
] as const) {
  test(`${title} cannot be selected, and the message says why`, async ({}, testInfo) => {
    const { code, output } = await run(testInfo, { command: 'contract', flags: [...flags] });
    expect(code, output).toBe(2);
    expect(output).toContain(sentence);
  });
}

test('a known deviation of a check does not stop the notebook, and one of no check does', async ({}, testInfo) => {
  const emulator = await startExpert();
  const file = testInfo.outputPath('deviations.json');
  const notebook = (address: string) => {
    const entry = { tenant: new URL(emulator.baseUrl).host, check: address, reason: 'known' };
    writeFileSync(file, JSON.stringify([{ ...entry, expires: '2999-12-31' }]));
    return run(testInfo, {
      command: 'start',
      env: { ...expertSettingsFor(emulator), KEYTURN_DEVIATIONS: file },
    });
  };
  try {
    const known = await notebook('expert/password/inactive');
    expect(known.code, known.output).toBe(0);
    expect(known.record).toMatchObject({ verdict: 'conformant', errors: [] });
    const misspelled = await notebook('expert/password/inactiv');
    expect(misspelled.code, misspelled.output).toBe(2);
    expect(misspelled.output).toMatch(/expert\/password\/inactiv of \S+ does not match any cell or check/);
  } finally {
    await emulator.close();
  }
});

/**
 * A third system needs only its own folders and one line in the list of descriptors. The invented system in the folders
 * next to this test is copied into a copy of the project, and runs there.
 */
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { copyProject } from '../support/copy-project.ts';
import { cleanEnvironment, filesBelow, PROJECT, run, type RunOptions } from '../support/keyturn.ts';
import { startAcme } from './emulators/acme/index.ts';

const SOURCES = join(PROJECT, 'selftest', 'third-system');
const FOLDERS = ['emulators', 'fixtures', 'helpers', 'specs'];

/** Makes a copy of the project that has the third system. */
function projectWithAcme(copy: string): string {
  copyProject(copy);
  for (const file of FOLDERS.flatMap((folder) => filesBelow(join(SOURCES, folder)))) {
    const to = join(copy, relative(SOURCES, file));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, readFileSync(file, 'utf8').replaceAll(/from '(\.[^']+)'/g, importFrom(file, to, copy)));
  }
  // The only file that has to be edited.
  const list = join(copy, 'helpers', 'systems', 'index.ts');
  const edited = readFileSync(list, 'utf8').replace(/(?=\];)/, ', acme');
  writeFileSync(list, `import { acme } from './acme/index.ts';\n${edited}`);
  return copy;
}

/** Imports between the files of the third system are unchanged; others point to the copy. */
function importFrom(file: string, to: string, copy: string): (statement: string, path: string) => string {
  return (statement, path) => {
    const imported = resolve(dirname(file), path);
    if (imported.startsWith(`${SOURCES}${sep}`)) return statement;
    const inCopy = relative(dirname(to), join(copy, relative(PROJECT, imported)));
    const written = inCopy.split(sep).join('/');
    return `from '${written.startsWith('.') ? written : `./${written}`}'`;
  };
}

/** A script that asks the copy's code two questions, without a run. */
const SCRIPT = `
  import { describeMistakes } from './helpers/settings/mistake.ts';
  import { loadSettings } from './helpers/systems/settings.ts';
  import { cleanEnvironment } from './selftest/support/keyturn.ts';

  const loaded = loadSettings({ ...process.env, KEYTURN_WRITE_HOSTS: 'acme.example' });
  const mistakes = loaded.ok ? '' : describeMistakes(loaded.mistakes, loaded.source);
  console.log(JSON.stringify({ mistakes, passedOn: Object.keys(cleanEnvironment()) }));
`;

test('a third system is a descriptor, its folders, and one line', async ({}, testInfo) => {
  const project = projectWithAcme(testInfo.outputPath('project'));
  const emulator = await startAcme();
  const live = { ACME_BASE_URL: emulator.baseUrl, ACME_KEY: emulator.key };
  const runThere = (options: RunOptions) => run(testInfo, { project, ...options });
  try {
    await test.step('without a tenant, it runs on its emulator, and a check is selected by its address', async () => {
      const { output, record } = await runThere({
        command: 'contract',
        flags: ['acme/things/one'],
        env: { KEYTURN_TARGET: 'emulator' },
      });
      expect(output).toContain('Acme on an emulator started for this run');
      const passed = record?.cells.filter(({ status }) => status === 'passed').map(({ address }) => address);
      expect(passed, output).toEqual(['acme/notebook/01', 'acme/things/one']);
      // The other systems still exist, but were not selected.
      expect(record?.cells.map(({ address }) => address)).toContain('zendesk/password/set');
    });

    await test.step('its tenant is live, and its secret is redacted', async () => {
      const { code, output, record, results } = await runThere({ command: 'contract', env: live });
      expect(output).toContain(`Acme on ${emulator.baseUrl} (live)`);
      expect(output).toContain('conformant: 3 of 3 cells and 1 of 1 checks proved');
      expect(output).toMatch(/The key is \[redacted client-secret#\d+\]\./);
      expect(record).toMatchObject({ verdict: 'conformant', emulated: false, leaks: [], left: [] });
      for (const text of [output, ...filesBelow(results).map((file) => readFileSync(file, 'latin1'))])
        expect(text).not.toContain(emulator.key);
      expect(emulator.things).toEqual([]);
      expect(code).toBe(0);
    });

    await test.step('its leftovers are swept', async () => {
      emulator.things.push({ id: 71, name: 'keyturn-of-old', password: 'x' });
      const { code, output } = await runThere({ command: 'sweep', env: live });
      expect(output).toContain('removed keyturn-of-old');
      expect(emulator.things).toEqual([]);
      expect(code).toBe(0);
    });

    await test.step('mistakes in its settings are reported, and the tests pass none of its settings on', () => {
      writeFileSync(join(project, '.env'), 'ACME_FOO=x\n');
      writeFileSync(join(project, 'script.ts'), SCRIPT);
      const output = execFileSync(process.execPath, ['--import', 'jiti/register', 'script.ts'], {
        cwd: project,
        encoding: 'utf8',
        env: { ...cleanEnvironment(), ...live, ACME_BASE_URL: '', OTHER: 'x' },
      });
      const { mistakes, passedOn } = JSON.parse(output) as { mistakes: string; passedOn: string[] };
      expect(mistakes).toContain('ACME_BASE_URL is set but empty.');
      expect(mistakes).toContain('ACME_FOO is not a Keyturn setting.');
      expect(mistakes).toContain(
        'no tenant is configured (ZENDESK_SUBDOMAIN, ZENDESK_BASE_URL, EXPERT_BASE_URL or ACME_BASE_URL)',
      );
      expect(passedOn).toContain('OTHER');
      expect(passedOn.filter((name) => name.startsWith('ACME'))).toEqual([]);
    });
  } finally {
    await emulator.close();
  }
});

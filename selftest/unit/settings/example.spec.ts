import { expect, test } from '../../support/test.ts';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, VARIABLES } from '../../../helpers/systems/settings.ts';

const EXAMPLE = join(__dirname, '..', '..', '..', '.env.example');

test.describe('.env.example', () => {
  test('explains every setting', () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const missing = VARIABLES.names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(missing).toEqual([]);
  });

  test('contains only assignments to settings, in comments and outside', () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const assigned = [...text.matchAll(/^[ \t]*#?[ \t]*(?:export )?([A-Z][A-Z0-9_]*)=/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(assigned.length).toBeGreaterThan(10);
    expect(assigned.filter((name) => !VARIABLES.has(name) && VARIABLES.isOurs(name))).toEqual([]);
  });

  test('contains no mistakes when copied, except values to fill in', () => {
    const folder = test.info().outputPath('copied');
    mkdirSync(folder, { recursive: true });
    copyFileSync(EXAMPLE, join(folder, '.env'));
    const loaded = loadSettings({}, folder);
    const mistakes = loaded.ok ? [] : loaded.mistakes;
    // Values to fill in are empty, and the messages report exactly that.
    expect(mistakes.filter(({ problem }) => !/set but empty|is not set/.test(problem))).toEqual([]);
  });
});

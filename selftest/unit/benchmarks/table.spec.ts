/** The numbers of `npm run bench`: medians, ratios within a round, the table, and its place in a page. And its packages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Measured } from '../../../benchmarks/measure.mjs';
import { cpuOf } from '../../../benchmarks/measure.mjs';
import { between } from '../../../benchmarks/page.mjs';
import { ratios, secondsText, spread } from '../../../benchmarks/statistics.mjs';
import { comparison, type Row } from '../../../benchmarks/table.mjs';

test('The median of an odd count is the middle one, of an even count between two', () => {
  expect(spread([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30 });
  expect(spread([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40 });
  expect(spread([7])).toEqual({ median: 7, min: 7, max: 7 });
  expect(() => spread([])).toThrow('no numbers');
});

test('A ratio is taken within its round', () => {
  // Both were three times as slow in the second round.
  expect(ratios([200, 600, 220], [100, 300, 100])).toEqual({ median: 2, min: 2, max: 2.2 });
  expect(() => ratios([1, 2], [1])).toThrow('as many');
});

test('One number has no range', () => {
  expect(secondsText(spread([1234]))).toBe('1.23 s');
  expect(secondsText(spread([1000, 3000, 1500]))).toBe('1.50 s (1.00–3.00)');
});

test('CPU time is that of the children', () => {
  expect(cpuOf('0m0.00s 0m0.01s\n1m2.50s 0m1.25s\n')).toBe(63_750);
});

const run = (wallMs: number, cpuMs: number, allMib?: number): Measured => ({
  ...{ wallMs, cpuMs, workerMib: undefined, allMib, code: 0, output: '' },
});
const row = (of: Pick<Row, 'tool' | 'title' | 'runs'>): Row => ({
  ...{ latencyMs: 100, calls: 12, chain: 10, assertions: 30, ...of },
});

test('The table shows each tool beside the floor, and what is above the round trips', () => {
  const table = comparison(
    [
      row({ tool: 'keyturn', title: 'Keyturn', runs: [run(3000, 4000, 300), run(4000, 4400, 310)] }),
      row({ tool: 'playwright', title: 'bare Playwright', runs: [run(2000, 2000, 200), run(2000, 2200)] }),
    ],
    'playwright',
  );
  expect(table.split('\n').slice(2)).toEqual([
    '| 100 ms | Keyturn | 12 | 10 | 3.50 s (3.00–4.00) | 1.75 × (1.50–2.00) | 4.20 s (4.00–4.40) | 2.00 × | 2.50 s (2.00–3.00) | 305 MiB (300–310) |',
    '| 100 ms | bare Playwright | 12 | 10 | 2.00 s | 1.00 × | 2.10 s (2.00–2.20) | 1.00 × | 1.00 s | 200 MiB |',
  ]);
});

test('Without the floor there are no ratios, and without Linux there is no memory', () => {
  const table = comparison([row({ tool: 'newman', title: 'Newman', runs: [run(2000, 2000)] })], 'playwright');
  expect(table.split('\n').at(-1)).toBe(
    '| 100 ms | Newman | 12 | 10 | 2.00 s | – | 2.00 s | – | 1.00 s | – |',
  );
});

test('A table replaces the one between its comments only', () => {
  const page =
    'a\n<!-- bench story -->\nold\n<!-- /bench -->\nb\n<!-- bench checks -->\nkept\n<!-- /bench -->\n';
  expect(between(page, 'bench story', 'new')).toBe(page.replace('old\n', '\nnew\n\n'));
  expect(() => between(page, 'bench nothing', 'new')).toThrow('<!-- bench nothing -->');
});

test('What both use is pinned to the same version, and no lock file names a registry', () => {
  const root = join(__dirname, '..', '..', '..');
  const read = (file: string) =>
    JSON.parse(readFileSync(join(root, file), 'utf8')) as { dependencies: Record<string, string> };
  const ours = read('package.json').dependencies;
  const theirs = Object.entries(read('benchmarks/package.json').dependencies);
  const shared = theirs.filter(([name]) => ours[name] !== undefined);
  expect(shared.map(([name]) => name)).toEqual(['@playwright/test', 'dotenv', 'zod']);
  expect(Object.fromEntries(shared)).toEqual(Object.fromEntries(shared.map(([name]) => [name, ours[name]])));
  expect(theirs.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect(readFileSync(join(root, 'benchmarks/package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

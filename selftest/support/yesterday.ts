/** A results folder that contains files of yesterday's run and of other people. */
import { expect } from './test.ts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The reports of yesterday's run, which was conformant. */
export const OLD = {
  'run.json': '{"run":"yesterdays0","verdict":"conformant","exitCode":0}',
  'junit.xml': '<testsuites tests="12" failures="0" errors="0"></testsuites>',
  'notebook.html': '<title>yesterdays0</title>',
  'notebook.md': '# yesterdays0: conformant',
  'notebook.ipynb': '{"nbformat":4,"metadata":{"title":"yesterdays0"}}',
  'ctrf.json': '{"reportFormat":"CTRF","runId":"yesterdays0"}',
  'badge.json': '{"message":"yesterdays0"}',
  'metrics.prom': 'yesterdays0 1\n',
  'accounts.csv': 'Run\r\nyesterdays0\r\n',
  'observed.json': '{"run":"yesterdays0"}',
  'playwright/index.html': '<title>yesterdays0</title>',
  'playwright/data/yesterdays0.png': 'yesterdays0',
};
/** Files that belong to other people, and the drift file with which the next run compares itself. */
export const OTHERS = {
  'notes.md': 'my notes',
  'drift.json': '{"run":"yesterdays0"}',
  'other/junit.xml': 'mine',
};

/** Writes yesterday's files and those of other people. */
export function writeYesterdaysFiles(results: string): void {
  for (const [name, content] of Object.entries({ ...OLD, ...OTHERS })) {
    mkdirSync(join(results, name, '..'), { recursive: true });
    writeFileSync(join(results, name), content);
  }
}

/** The contents of a file in the folder. */
export const read = (results: string, name: string) => readFileSync(join(results, name), 'utf8');

/** Asserts that of these files, only those that are not ours are left. */
export function expectNothingOld(results: string): void {
  for (const name of Object.keys(OLD)) {
    const now = existsSync(join(results, name)) ? read(results, name) : '';
    expect(now, name).not.toContain('yesterdays0');
  }
  expect(read(results, 'notes.md')).toContain(OTHERS['notes.md']);
  expect(read(results, 'other/junit.xml')).toBe(OTHERS['other/junit.xml']);
  expect(existsSync(join(results, 'drift.json'))).toBe(true);
}

/** What is in the results folder before a run has ended, and if it ends before its tests. */
import { expect, test } from '../../support/test.ts';
import { validate } from 'ctrf';
import { existsSync } from 'node:fs';
import { NOTEBOOK_FILES } from '../../../helpers/results/files.ts';
import {
  clearReports,
  writeMinimalReports,
  writeUnfinishedReports,
} from '../../../helpers/executed-notebook/minimal-reports.ts';
import { runRecord } from '../../../helpers/record/schema.ts';
import { expectNothingOld, OLD, read, writeYesterdaysFiles } from '../../support/yesterday.ts';

const RUN = {
  run: 'abcdefghij',
  command: 'start',
  keyturn: '0.1.0',
  startedAt: new Date('2026-11-21T12:00:00Z'),
};

test('the files of yesterday include every file that is drawn from a record', () => {
  expect(Object.keys(OLD)).toEqual(expect.arrayContaining([...NOTEBOOK_FILES]));
});

test('when a run begins, no notebook of yesterday is left, and those that CI publishes say that it has not finished', ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  writeYesterdaysFiles(results);
  writeUnfinishedReports(results, RUN);
  expectNothingOld(results);
  expect(runRecord.parse(JSON.parse(read(results, 'run.json')))).toMatchObject({
    ended: false,
    exitCode: null,
  });
  expect(read(results, 'notebook.md')).toMatch(/^# Keyturn: not finished\n\nThis run has not finished\./);
  const ctrf: unknown = JSON.parse(read(results, 'ctrf.json'));
  expect(validate(ctrf).valid).toBe(true);
  expect(ctrf).toMatchObject({ results: { summary: { tests: 1, failed: 1 } } });
  for (const name of ['notebook.html', 'notebook.ipynb'])
    expect(read(results, name)).toContain('has not finished');
});

test('a run that ends before its tests says why in each of them', ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  const sentence = 'There is no flag --projct=expert.';
  writeMinimalReports(results, RUN, { ended: true, exitCode: 2, sentence });
  expect(read(results, 'notebook.md')).toMatch(/^# Keyturn: blocked\n/);
  for (const name of ['run.json', 'junit.xml', 'notebook.md', 'ctrf.json'])
    expect(read(results, name)).toContain(sentence);
});

test('clearing removes all of them, and nothing else', ({}, testInfo) => {
  const results = testInfo.outputPath('results');
  writeYesterdaysFiles(results);
  clearReports(results);
  for (const name of Object.keys(OLD)) expect(existsSync(`${results}/${name}`), name).toBe(false);
  expectNothingOld(results);
});

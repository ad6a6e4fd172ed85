/** `metrics.prom` is read as it was meant, and is never green by mistake. */
import { expect, test } from '../../support/test.ts';
import parse from 'parse-prometheus-text-format';
import { metricsOf } from '../../../helpers/executed-notebook/metrics.ts';
import type { RunRecord } from '../../../helpers/record/schema.ts';
import { cellWith, recordWith } from '../record/records.ts';
import { brokenRecord, greenRecord } from './records.ts';

/** The values by name, as a parser of the format reads them. */
function drawn(record: RunRecord): Map<string, { labels: Record<string, string>; value: string }[]> {
  return new Map(
    parse(metricsOf(record)).map(({ name, type, help, metrics }) => {
      expect(type).toBe('GAUGE');
      expect(help).toMatch(/\.$/);
      return [name, metrics.map(({ labels = {}, value }) => ({ labels, value }))];
    }),
  );
}

/** The names of the values that are 1. */
const chosen = (record: RunRecord, metric: string, label: string) =>
  (drawn(record).get(metric) ?? []).flatMap(({ labels, value }) => (value === '1' ? [labels[label]] : []));

test('a run has its times, its verdict and its counts', () => {
  const metrics = drawn(
    recordWith([cellWith({ calls: 3 }), cellWith({ address: 'zendesk/notebook/06', calls: 4 })]),
  );
  const valueOf = (name: string) => metrics.get(name)?.map(({ value }) => Number(value));
  const start = Date.parse('2026-11-30T02:00:00Z') / 1000;
  expect(valueOf('keyturn_run_started_timestamp_seconds')).toEqual([start]);
  expect(valueOf('keyturn_run_ended_timestamp_seconds')).toEqual([start + 20]);
  expect(valueOf('keyturn_run_exit_code')).toEqual([0]);
  expect(metrics.get('keyturn_run_info')).toEqual([
    { labels: { command: 'start', run: 'aaaaaaaaaa', keyturn: '0.1.0' }, value: '1' },
  ]);
  expect(metrics.get('keyturn_cells')?.[0]).toEqual({
    labels: { command: 'start', tenant: 'acme.zendesk.com', status: 'passed' },
    value: '2',
  });
  expect(valueOf('keyturn_calls')).toEqual([7]);
});

test('every record is readable, and exactly one verdict and outcome of a tenant is 1', () => {
  for (const record of [greenRecord(), brokenRecord()]) {
    for (const [metric, label] of [
      ['keyturn_verdict', 'verdict'],
      ['keyturn_outcome', 'outcome'],
    ] as const)
      expect(chosen(record, metric, label)).toHaveLength(record.targets.length);
  }
  expect(chosen(brokenRecord(), 'keyturn_verdict', 'verdict')).toContain('non-conformant');
});

test('a conformant run with a leak is red', () => {
  const leak = { file: 'a', kinds: [], sources: [], removed: true };
  const leaked = recordWith([cellWith()], { leaks: [leak], exitCode: 1 });
  expect(chosen(leaked, 'keyturn_outcome', 'outcome')).toEqual(['red']);
  expect(chosen(leaked, 'keyturn_verdict', 'verdict')).toEqual(['conformant']);
});

test('a run that has not ended has no verdict and no end', () => {
  const metrics = drawn(recordWith([cellWith()], { ended: false, exitCode: null, verdict: 'blocked' }));
  expect([...metrics.keys()]).toEqual([
    'keyturn_run_info',
    'keyturn_run_ended',
    'keyturn_run_started_timestamp_seconds',
  ]);
  expect(metrics.get('keyturn_run_ended')?.[0]?.value).toBe('0');
});

test('a name cannot leave its quotes', () => {
  const run = 'a"} 1\nkeyturn_leaks 0\\';
  const [info] = drawn(recordWith([], { run })).get('keyturn_run_info') ?? [];
  expect(metricsOf(recordWith([], { run }))).toContain('run="a\\"} 1\\nkeyturn_leaks 0\\\\"');
  expect(info?.labels['keyturn']).toBe('0.1.0');
});

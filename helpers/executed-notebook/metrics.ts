/**
 * `metrics.prom`: the numbers of a run in the text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/), to be sent to a push gateway or read by a textfile collector.
 * An alarm on `keyturn_run_ended_timestamp_seconds` notices a night that did not run.
 */
import { hostOf } from '../history/find-tenant.ts';
import { tenantsOf } from '../history/tenant.ts';
import { outcomeOf } from '../record/outcome.ts';
import { OUTCOMES as RUN_OUTCOMES, type RunRecord } from '../record/schema.ts';
import { verdictOfTenant } from '../record/tenant.ts';
import { LEVELS, OUTCOMES as PROOF_OUTCOMES } from '../verdict/cell.ts';
import { CELL_STATUSES, VERDICTS } from '../verdict/verdict.ts';

type Labels = Record<string, string>;

/** One metric: what it means, and its values. All of them are gauges: a run does not continue the counts of another. */
interface Metric {
  name: string;
  help: string;
  samples: (readonly [Labels, number])[];
}

export function metricsOf(record: RunRecord): string {
  const all = [...ofRun(record), ...ofTenants(record)];
  return all
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP keyturn_${name} ${help}`,
        `# TYPE keyturn_${name} gauge`,
        ...samples.map(([labels, value]) => `keyturn_${name}${inBraces(labels)} ${String(value)}`),
        '',
      ].join('\n'),
    )
    .join('');
}

function ofRun(record: RunRecord): Metric[] {
  const { command, run, keyturn, ended, startedAt, durationMs, exitCode, leaks, interrupted } = record;
  const started = Date.parse(startedAt) / 1000;
  const own = (value: number | null): Metric['samples'] => (value === null ? [] : [[{ command }, value]]);
  return [
    { name: 'run_info', help: 'Which run this is. Always 1.', samples: [[{ command, run, keyturn }, 1]] },
    {
      name: 'run_ended',
      help: 'Whether the run has ended. If not, it is under way, or it was killed.',
      samples: own(Number(ended)),
    },
    {
      name: 'run_started_timestamp_seconds',
      help: 'When the run started, in Unix time.',
      samples: own(started),
    },
    {
      name: 'run_ended_timestamp_seconds',
      help: 'When the run ended, in Unix time.',
      samples: own(ended ? started + durationMs / 1000 : null),
    },
    {
      name: 'run_duration_seconds',
      help: 'How long the run took.',
      samples: own(ended ? durationMs / 1000 : null),
    },
    {
      name: 'run_interrupted',
      help: 'Whether the run was interrupted.',
      samples: own(ended ? Number(interrupted) : null),
    },
    {
      name: 'run_exit_code',
      help: 'The exit code: 0 conformant, 1 non-conformant, a leak or leftovers, 2 blocked or incomplete, 130 interrupted.',
      samples: own(exitCode),
    },
    { name: 'leaks', help: 'Number of leaks.', samples: own(ended ? leaks.length : null) },
  ];
}

function ofTenants(record: RunRecord): Metric[] {
  const parts = record.ended ? tenantsOf(record) : [];
  const of = (samples: (own: RunRecord) => (readonly [Labels, number])[]): Metric['samples'] =>
    parts.flatMap(({ tenant, record: own }) =>
      samples(own).map(
        ([labels, value]) => [{ command: record.command, tenant: hostOf(tenant), ...labels }, value] as const,
      ),
    );
  /** One sample for each name: 1 if it is the one, or else 0. */
  const oneOf = <Name extends string>(label: string, names: readonly Name[], is: (own: RunRecord) => Name) =>
    of((own) => names.map((name) => [{ [label]: name }, Number(is(own) === name)]));
  return [
    {
      name: 'verdict',
      help: 'The verdict on the tenant: 1 for the one that it is.',
      samples: oneOf('verdict', VERDICTS, (own) => verdictOfTenant(own, own.cells)),
    },
    {
      name: 'outcome',
      help: 'How the run counts for the tenant: 1 for the one that it is.',
      samples: oneOf('outcome', RUN_OUTCOMES, outcomeOf),
    },
    {
      name: 'cells',
      help: 'Number of cells and checks, by status.',
      samples: of(({ cells }) =>
        CELL_STATUSES.map((status) => [{ status }, cells.filter((cell) => cell.status === status).length]),
      ),
    },
    {
      name: 'proofs',
      help: 'Number of proofs, by level and outcome.',
      samples: of(({ cells }) => {
        const proofs = cells.flatMap((cell) => cell.proofs);
        return LEVELS.flatMap((level) =>
          PROOF_OUTCOMES.map((outcome): [Labels, number] => [
            { level, outcome },
            proofs.filter((proof) => proof.level === level && proof.outcome === outcome).length,
          ]),
        );
      }),
    },
    { name: 'calls', help: 'Number of API calls.', samples: of(({ calls }) => [[{}, calls]]) },
    {
      name: 'waited_seconds',
      help: 'Time spent waiting because the tenant asked for it.',
      samples: of(({ cells }) => [
        [{}, cells.flatMap(({ waits }) => waits).reduce((sum, { ms }) => sum + ms, 0) / 1000],
      ]),
    },
    {
      name: 'leftovers',
      help: 'Number of users and tokens that are certainly left.',
      samples: of(({ left }) => [[{}, left.filter(({ certain }) => certain).length]]),
    },
  ];
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Builds the record of a run: `run.json`. */
import type { TestResult } from '@playwright/test/reporter';
import { commandOf } from '../helpers/command-line/command.ts';
import { printable } from '../helpers/http/printable.ts';
import type { Leak } from '../helpers/leaks/watch.ts';
import { type RecordedCell, RECORD_VERSION, type RunRecord } from '../helpers/record/schema.ts';
import { timingsOf } from '../helpers/record/timings.ts';
import { secretEventsOf } from '../helpers/record/secret-events.ts';
import { runId, version } from '../helpers/run-id.ts';
import { leftItemsOfThisRun } from '../helpers/runner/after-run.ts';
import { whatStopped } from '../helpers/runner/signals.ts';
import { mergedRun } from '../helpers/shards/merge.ts';
import { type Details, detailsOf, type SecretEvent } from '../helpers/verdict/cell.ts';
import { commandAgain } from './again.ts';
import type { CellOutcome } from './cell-outcome.ts';
import type { Ending } from './ending.ts';
import { targetsOfRun } from './environment.ts';
import { reasonsOf } from './reasons.ts';
import type { RunVerdict } from './tally.ts';

/** What a record contains about a cell besides its outcome. */
export interface Observed {
  startedAt: string;
  /** See `RecordedCell.lane`. */
  lane: number;
  /** What it printed. */
  output: string;
  /** What the clean-up after a failed cell did. */
  cleanUp: string | undefined;
}

/** Returns what a result contains besides the outcome. */
export function observedIn({ startTime, parallelIndex, stdout, stderr, attachments }: TestResult): Observed {
  return {
    startedAt: startTime.toISOString(),
    lane: parallelIndex,
    output: printable([...stdout, ...stderr].map(String).join('')).trimEnd(),
    cleanUp: attachments
      .find(({ name }) => name === 'clean-up')
      ?.body?.toString()
      .trimEnd(),
  };
}

/** The annotations of a test. */
type Annotations = Parameters<typeof detailsOf>[0];

/** What is known about the tests before they run. */
export class TestDetails {
  readonly #known = new Map<string, { title: string; details: Details | undefined }>();

  add(address: string, { title, annotations }: { title: string; annotations: Annotations }): void {
    this.#known.set(address, { title, details: detailsOf(annotations) });
  }

  of(address: string): { title: string; details: Details | undefined } {
    return this.#known.get(address) ?? { title: '', details: undefined };
  }
}

/** Builds the record. */
export function runRecordOf(
  run: RunVerdict,
  {
    ending,
    leaks,
    late,
    startedAt,
    durationMs,
    details,
    observed,
    environment,
  }: {
    ending: Ending;
    leaks: readonly Leak[];
    /** Errors after the verdict. */
    late: readonly string[];
    startedAt: Date;
    durationMs: number;
    details: TestDetails;
    observed: ReadonlyMap<string, Observed>;
    /** See `environmentOfRun`. */
    environment: Record<string, string>;
  },
): RunRecord {
  const { verdict, cells, emulated, interrupted, errors } = run;
  const left = leftItemsOfThisRun();
  const merged = mergedRun();
  return {
    version: RECORD_VERSION,
    keyturn: version,
    run: runId(),
    command: commandOf(),
    again: merged === undefined ? commandAgain() : merged.again,
    environment,
    startedAt: startedAt.toISOString(),
    durationMs,
    ended: true,
    verdict,
    sentence: ending.sentence,
    exitCode: ending.exitCode,
    emulated,
    interrupted,
    targets: targetsOfRun(),
    reasons: reasonsOf({ ...run, left, leaks, late, stoppedBy: whatStopped() }),
    calls: cells.reduce((sum, { calls }) => sum + calls, 0),
    errors: [...errors, ...late],
    knownDeviations: cells.flatMap(({ deviations }) =>
      deviations.map(({ address, deviation, detail }) => ({ address, ...deviation, detail })),
    ) as RunRecord['knownDeviations'],
    accepted: cells.flatMap(({ accepted }) =>
      accepted.map(({ address, deviation, detail }) => ({ address, ...deviation, detail })),
    ) as RunRecord['accepted'],
    left: left.map(({ tenant, kind, whose, id, certain, sentence }) => ({
      tenant,
      kind,
      whose,
      id,
      certain,
      sentence,
    })),
    leaks: leaks.map((leak) => ({ ...leak })),
    shards: merged?.shards,
    notApplicable: run.notApplicable,
    cells: recordedCells(cells, details, observed),
  };
}

/** Returns the record of each cell. The secrets of a tenant are followed through its cells in the order in which they ran. */
function recordedCells(
  cells: readonly CellOutcome[],
  details: TestDetails,
  observed: ReadonlyMap<string, Observed>,
): RecordedCell[] {
  const startOf = ({ address }: CellOutcome) => observed.get(address)?.startedAt ?? '';
  const inOrder = [...cells].sort((a, b) => startOf(a).localeCompare(startOf(b)));
  const events = new Map<string, SecretEvent[]>();
  for (const target of new Set(inOrder.map(({ record }) => record?.target))) {
    const own = inOrder.flatMap(({ address, record }) =>
      record?.target === target && record !== undefined ? { address, record } : [],
    );
    const found = secretEventsOf(own.map(({ record }) => record));
    for (const [index, { address }] of own.entries()) events.set(address, found[index] ?? []);
  }
  return cells.map((cell) =>
    recordedCell(cell, details.of(cell.address), {
      observed: observed.get(cell.address),
      secrets: events.get(cell.address),
    }),
  );
}

function kindOf(address: string): RecordedCell['kind'] {
  const [, folder] = address.split('/');
  return folder === 'notebook' ? 'cell' : folder === 'sweep' ? 'sweep' : 'check';
}

function recordedCell(
  { address, title, status, durationMs, calls, error, proofs, record }: CellOutcome,
  known: ReturnType<TestDetails['of']>,
  { observed, secrets }: { observed: Observed | undefined; secrets: SecretEvent[] | undefined },
): RecordedCell {
  const kind = kindOf(address);
  const { prose, level, documented, source } = known.details ?? {};
  const isWhole = kind !== 'check' || (status !== 'passed' && status !== 'not run');
  const target = record?.target === '' ? undefined : record?.target;
  return {
    address,
    title: withoutAddress(title === '' ? known.title : title, address),
    kind,
    prose: prose === known.title ? undefined : prose,
    level,
    documented,
    status,
    run: record?.run,
    target,
    emulated: target === undefined ? undefined : record?.emulated,
    startedAt: status === 'not run' ? undefined : observed?.startedAt,
    durationMs,
    calls,
    error,
    proofs,
    waits: record?.waits ?? [],
    ownWaits: record?.ownWaits,
    lane: status === 'not run' ? undefined : observed?.lane,
    timings: isWhole || record === undefined ? undefined : timingsOf(record, observed?.startedAt),
    exchanges: isWhole ? record?.exchanges : undefined,
    cleanUpFrom: isWhole ? record?.cleanUpFrom : undefined,
    signIns: isWhole ? record?.signIns : undefined,
    secrets: isWhole ? secrets : undefined,
    ledger: record?.ledger,
    fingerprint: record?.fingerprint,
    cleanUp: observed?.cleanUp,
    output: isWhole && observed?.output !== '' ? observed?.output : undefined,
    code: isWhole || status === 'not run' ? source : undefined,
  };
}

/** The title of a check begins with its address. */
function withoutAddress(title: string, address: string): string {
  return title.startsWith(`${address} · `) ? title.slice(address.length + 3) : title;
}

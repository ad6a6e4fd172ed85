/**
 * Runs a notebook without failures, to learn which requests belong to which cell. So the cases stay right when a notebook
 * changes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRemains } from '../../emulators/common/witness.ts';
import { testsIn } from '../../helpers/results/json-report.ts';
import { addressOf } from '../../helpers/verdict/cell.ts';
import { startIn } from '../support/keyturn.ts';
import { tidyLedger } from '../support/ledger.ts';
import { templateOf } from '../support/path-template.ts';
import type { LoggedRequest } from './host.ts';
import type { TenantHost } from './host-client.ts';
import { leaksOf } from './run-case.ts';
import { removeSettings } from './tidy.ts';

/** A request of a run, into which a failure can be injected. */
export interface InjectionPoint {
  /** The number of the cell, such as `04`. */
  cell: string;
  kind: 'call' | 'page';
  method: string;
  /** With `{id}` instead of each number. */
  path: string;
  /** Its position among the requests of its kind in the cell, from 1. */
  nth: number;
  /** Its position among the requests of its kind in the run, from 0. */
  index: number;
}

/** What a run of a system does without failures. */
export interface Calibration {
  system: string;
  /** The numbers of its cells, in order. */
  cells: string[];
  points: InjectionPoint[];
}

/** Runs the notebook of a system once, in this folder. */
export async function calibrate(host: TenantHost, system: string, folder: string): Promise<Calibration> {
  const tenant = await host.start(system);
  const report = join(folder, 'report.json');
  const outcome = await startIn(folder, {
    command: 'start',
    flags: ['--add-reporter=json'],
    env: tenant.settings,
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  }).ended;
  if (outcome.code !== 0 || outcome.record?.verdict !== 'conformant')
    throw new Error(`The run without an injected failure did not pass:\n${outcome.output}`);
  const { remains, secrets } = await tenant.witness();
  const wrong = [
    ...describeRemains(remains),
    ...leaksOf(outcome, secrets).map(({ place }) => `a leak in ${place}`),
  ];
  if (wrong.length > 0)
    throw new Error(
      `The run without an injected failure left, changed or leaked something: ${wrong.join(', ')}`,
    );
  const beginnings = beginningsOf(JSON.parse(readFileSync(report, 'utf8')), system);
  const calibration = {
    system,
    cells: beginnings.map(({ cell }) => cell),
    points: pointsOf(await tenant.requests(), beginnings),
  };
  await tenant.close();
  tidyLedger(tenant);
  removeSettings(folder);
  return calibration;
}

/**
 * When a cell began, in ms since 1970. It lasts until the next one begins, because its duration does not include
 * fixtures.
 */
interface Beginning {
  cell: string;
  at: number;
}

function beginningsOf(report: unknown, system: string): Beginning[] {
  const cellOf = new RegExp(`^${system}/notebook/(\\d+)$`);
  const tests = testsIn(report);
  if (tests === undefined) throw new Error('Playwright wrote a JSON report that cannot be read.');
  return tests
    .flatMap(({ annotations, results: [result] = [] }) => {
      const cell = cellOf.exec(addressOf(annotations) ?? '')?.[1];
      if (cell === undefined || result === undefined) return [];
      return [{ cell, at: Date.parse(result.startTime) }];
    })
    .sort((a, b) => a.cell.localeCompare(b.cell));
}

function pointsOf(requests: readonly LoggedRequest[], beginnings: readonly Beginning[]): InjectionPoint[] {
  const inRun = { call: 0, page: 0 };
  const inCell = new Map<string, number>();
  return requests.flatMap(({ kind, method, path, at }) => {
    const index = inRun[kind]++;
    const cell = beginnings.findLast((beginning) => beginning.at <= at)?.cell;
    if (cell === undefined) return [];
    const nth = (inCell.get(`${cell} ${kind}`) ?? 0) + 1;
    inCell.set(`${cell} ${kind}`, nth);
    return [{ cell, kind, method, path: templateOf(path), nth, index }];
  });
}

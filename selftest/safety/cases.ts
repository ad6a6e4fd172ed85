/** Which failures are injected into which requests. */
import type { Calibration, InjectionPoint } from './calibrate.ts';
import { type Failure, failureNamed, FAILURES, type Injection } from './failures.ts';

/** One failure at one request. */
export interface Case {
  system: string;
  failure: Failure;
  point: Omit<InjectionPoint, 'index'>;
  injection: Injection;
}

/** A selection on the command line: the name of a failure and the number of a cell. `undefined` selects all. */
export interface CaseFilter {
  failure?: string | undefined;
  cell?: string | undefined;
}

/** All selected cases of a system, cell by cell. */
export function allCases(calibration: Calibration, { failure, cell }: CaseFilter = {}): Case[] {
  const failures = failure === undefined ? FAILURES : [failureNamed(failure)];
  const cells = cell === undefined ? calibration.cells : [cell.padStart(2, '0')];
  for (const each of cells) {
    if (!calibration.cells.includes(each))
      throw new Error(`Unknown cell "${each}". Cells: ${calibration.cells.join(', ')}.`);
  }
  return cells.flatMap((each) => {
    const points = calibration.points.filter((point) => point.cell === each);
    return failures.flatMap((failure) =>
      choose(failure, points).map((point) => caseOf(calibration, failure, point)),
    );
  });
}

/**
 * The cases that `npm test` includes, at the cells in which most can go wrong. SIGKILL is part of the sweep's tests, and
 * SIGTERM of the leak search's. Their calls are named, so that no run is needed to learn them.
 */
const SAMPLE: Record<string, readonly Sampled[]> = {
  // Lost answers are part of the tests of transient failures.
  zendesk: [{ failure: 'refuse', cell: '08', method: 'PUT', path: '/api/v2/users/{id}/password' }],
  expert: [
    { failure: 'lost', cell: '03', method: 'POST', path: '/@api/deki/users' },
    { failure: 'Ctrl-C', cell: '07', method: 'PUT', path: '/@api/deki/users/current/password' },
    // One password is in the URL and one is the body. A token is in a body and in a cookie.
    { failure: 'refuse', cell: '07', method: 'PUT', path: '/@api/deki/users/current/password' },
  ],
};

/** A case of the sample: the failure is injected into the first such call of a run, which is in this cell. */
interface Sampled {
  failure: string;
  cell: string;
  method: string;
  path: string;
}

/** The cases of a system's sample. */
export function sampleCases(system: string): Case[] {
  return (SAMPLE[system] ?? []).map(({ failure: name, cell, method, path }) => {
    const failure = failureNamed(name);
    const point = { cell, kind: 'call', method, path, nth: 1 } as const;
    const injection: Injection = { action: failure.action, kind: 'call', request: `${method} ${path}` };
    return { system, failure, point, injection };
  });
}

/** Such as `zendesk 04, call 1 (POST /api/v2/users): SIGKILL`. */
export function titleOf({ system, failure, point }: Case): string {
  const { cell, kind, nth, method, path } = point;
  return `${system} ${cell}, ${kind} ${nth} (${method} ${path}): ${failure.name}`;
}

function choose({ places, action }: Failure, all: readonly InjectionPoint[]): InjectionPoint[] {
  // A call that a cell makes several times is tried once.
  const different = all.filter(
    (point, index) => all.findIndex((other) => isSameKind(point, other)) === index,
  );
  const calls = different.filter(({ kind }) => kind === 'call');
  const pages = different.filter(({ kind }) => kind === 'page');
  const forms = pages.filter(isWrite);
  switch (places) {
    case 'each request':
      return [...calls, ...pages];
    case 'each call':
      // A page is for people, so it does not repeat secrets as a debug answer does.
      return typeof action === 'object' ? calls : [...calls, ...forms];
    case 'one call':
      return [...oneOf(calls), ...oneOf(pages)];
  }
}

function isSameKind(a: InjectionPoint, b: InjectionPoint): boolean {
  return a.kind === b.kind && a.method === b.method && a.path === b.path;
}

function oneOf(points: readonly InjectionPoint[]): InjectionPoint[] {
  return [points.find(isWrite) ?? points[0]].filter((point) => point !== undefined);
}

function isWrite({ method }: InjectionPoint): boolean {
  return method !== 'GET';
}

function caseOf({ system }: Calibration, failure: Failure, point: InjectionPoint): Case {
  const { kind, index } = point;
  return { system, failure, point, injection: { action: failure.action, kind, request: index } };
}

/** Which injection at which place makes a case. */
import type { InjectionPoint, Calibration } from './calibrate.ts';
import { type Fault, FAULTS, faultOf, type Injection } from './faults.ts';

/** An injection at a place. */
export interface Case {
  system: string;
  fault: Fault;
  place: InjectionPoint;
  injection: Injection;
}

/** A selection on the command line; `undefined` selects all. */
export interface CaseFilter {
  fault?: string | undefined;
  cell?: string | undefined;
}

/** Every case of a system, cell by cell. */
export function allCases(plan: Calibration, { fault, cell }: CaseFilter = {}): Case[] {
  const faults = fault === undefined ? FAULTS : [faultOf(fault)];
  const cells = cell === undefined ? plan.cells : [cell.padStart(2, '0')];
  for (const each of cells) {
    if (!plan.cells.includes(each))
      throw new Error(`There is no cell "${each}"; there are: ${plan.cells.join(', ')}.`);
  }
  return cells.flatMap((each) => {
    const places = plan.places.filter((place) => place.cell === each);
    return faults.flatMap((of) => choose(of, places).map((place) => caseOf(plan, of, place)));
  });
}

/** One case: the injection at the first call of the cell that writes. */
export function oneCase(plan: Calibration, fault: string, cell: string): Case {
  const [place] = oneOf(plan.places.filter((each) => each.cell === cell && each.kind === 'call'));
  if (place === undefined) throw new Error(`Cell ${cell} of ${plan.system} makes no call.`);
  return caseOf(plan, faultOf(fault), place);
}

/**
 * The cases that every `npm test` includes, at the cells where most can go wrong. SIGKILL is in the tests of the sweep,
 * and SIGTERM in those of leaks.
 */
const SAMPLE: Record<string, readonly Sampled[]> = {
  // A lost answer is in the tests of transient failures.
  zendesk: [{ fault: 'refuse', cell: '08' }],
  expert: [
    { fault: 'lost', cell: '03' },
    { fault: 'Ctrl-C', cell: '07' },
    // One password is in the URL and one is the body, next to a token in body and cookie.
    { fault: 'refuse', cell: '07' },
  ],
};

/** A case of the sample, before the calls of its cell are known. */
export interface Sampled {
  fault: string;
  cell: string;
}

/** The sample of a system. */
export function sampleOf(system: string): readonly Sampled[] {
  return SAMPLE[system] ?? [];
}

/** The cases of the sample. */
export function sampleCases(plan: Calibration): Case[] {
  return sampleOf(plan.system).map(({ fault, cell }) => oneCase(plan, fault, cell));
}

/** `04, call 1 (POST /api/v2/users): SIGKILL` */
export function titleOf({ system, fault, place }: Case): string {
  const { cell, kind, nth, method, path } = place;
  return `${system} ${cell}, ${kind} ${nth} (${method} ${path}): ${fault.name}`;
}

function choose({ places, action }: Fault, of: readonly InjectionPoint[]): InjectionPoint[] {
  // A call that a cell makes several times is tried once.
  const different = of.filter((place, index) => of.findIndex((other) => isSameKind(place, other)) === index);
  const calls = different.filter(({ kind }) => kind === 'call');
  const pages = different.filter(({ kind }) => kind === 'page');
  const forms = pages.filter(isWrite);
  switch (places) {
    case 'each request':
      return [...calls, ...pages];
    case 'each call':
      // People read a page, so it does not repeat secrets as a debug answer would.
      return typeof action === 'object' ? calls : [...calls, ...forms];
    case 'one call':
      return [...oneOf(calls), ...oneOf(pages)];
  }
}

function isSameKind(a: InjectionPoint, b: InjectionPoint): boolean {
  return a.kind === b.kind && a.method === b.method && a.path === b.path;
}

function oneOf(places: readonly InjectionPoint[]): InjectionPoint[] {
  return [places.find(isWrite) ?? places[0]].filter((place) => place !== undefined);
}

function isWrite({ method }: InjectionPoint): boolean {
  return method !== 'GET';
}

function caseOf({ system }: Calibration, fault: Fault, place: InjectionPoint): Case {
  return { system, fault, place, injection: { action: fault.action, kind: place.kind, index: place.index } };
}

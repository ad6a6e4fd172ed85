import { explainCommand } from '../help/topics.ts';
import { printable } from '../http/printable.ts';
import { onOneLine } from '../lines.ts';
import { displayPath } from '../machine/project.ts';
import type { Place } from './yaml.ts';

/** One mistake in a fleet file. */
export interface FleetMistake {
  /** Missing if it is about the whole file. */
  place?: Place;
  /** The name of the tenant, if it is about one and is to be shown. */
  tenant?: string;
  /** A sentence without its full stop. It never repeats a value that may be secret. */
  problem: string;
  /** What a right value looks like, and where to find it. */
  expected?: string;
}

/** Returns one message with all mistakes. */
export function describeFleetMistakes(path: string, mistakes: readonly FleetMistake[]): string {
  const count = mistakes.length === 1 ? 'a mistake' : `${String(mistakes.length)} mistakes`;
  const lines = mistakes.flatMap((mistake) => ['', ...linesOf(mistake)]);
  return [
    `${displayPath(path)} has ${count}, so nothing was started:`,
    ...lines,
    '',
    `  More:  ${explainCommand('fleet')}`,
  ].join('\n');
}

/** Returns the lines about one mistake, indented. */
export function linesOf({ place, tenant, problem, expected }: FleetMistake): string[] {
  const where = [
    ...(place === undefined ? [] : [`line ${String(place.line)}, column ${String(place.column)}`]),
    ...(tenant === undefined || tenant === '' ? [] : [printable(tenant)]),
  ].join(', ');
  return [
    `  ${where === '' ? '' : `${where}: `}${ended(onOneLine(printable(problem)))}`,
    ...(expected === undefined ? [] : [`    Expected: ${printable(expected)}`]),
  ];
}

/** Returns whose mistake it is. A name in a file with mistakes may be anything. */
export function ofTenant(name: string | undefined): Pick<FleetMistake, 'tenant'> {
  return name === undefined ? {} : { tenant: onOneLine(name).slice(0, 60) };
}

/** Returns a sentence with its full stop. */
function ended(sentence: string): string {
  return sentence.endsWith('?') ? sentence : `${sentence}.`;
}

/** Sorts mistakes by their places. */
export function inOrder(mistakes: readonly FleetMistake[]): FleetMistake[] {
  const of = ({ place }: FleetMistake) => (place?.line ?? 0) * 10_000 + (place?.column ?? 0);
  return mistakes.toSorted((a, b) => of(a) - of(b));
}

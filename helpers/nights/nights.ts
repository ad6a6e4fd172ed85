/** The nights of a tenant: its runs of one command in the history, and how many of them in a row ended alike. */
import { readPoints } from '../history/files.ts';
import { outcomeOfPoint } from '../record/outcome.ts';
import type { RunPoint } from '../record/schema.ts';

/** The commands that have nights, the one that proves most first. */
export const NIGHT_COMMANDS = ['contract', 'start'] as const;
export type NightCommand = (typeof NIGHT_COMMANDS)[number];

/** The nights of one tenant. */
export interface Nights {
  /** Its name in the history. */
  tenant: string;
  command: NightCommand;
  /** Oldest first. */
  points: RunPoint[];
}

/** How many of the newest nights ended alike. At most one of `green` and `red` is not 0. */
export interface InARow {
  /** Nights that were not judged, and interrupted runs, neither count here nor end the row. */
  green: number;
  red: number;
  /** Since the tenant was last judged. Interrupted runs do not count. */
  notJudged: number;
}

/** Reads the nights of a tenant, of the given command or of the one that proves most. */
export function nightsOf(history: string, tenant: string, command?: NightCommand): Nights {
  // A point whose time cannot be read is damaged.
  const points = readPoints(history, tenant).filter(({ startedAt }) => !Number.isNaN(Date.parse(startedAt)));
  const chosen =
    command ?? NIGHT_COMMANDS.find((each) => points.some((point) => point.command === each)) ?? 'start';
  return { tenant, command: chosen, points: points.filter((point) => point.command === chosen) };
}

/** Whether a run says something about the tenant. */
export function isJudged(point: RunPoint): boolean {
  return ['green', 'red'].includes(outcomeOfPoint(point));
}

/** Counts how many nights in a row ended alike, from the newest one on. */
export function inARow(points: readonly RunPoint[]): InARow {
  const newestFirst = points.map(outcomeOfPoint).toReversed();
  const judged = newestFirst.filter((outcome) => outcome === 'green' || outcome === 'red');
  const ended = newestFirst.filter((outcome) => outcome !== 'interrupted');
  const leading = (outcomes: readonly string[], outcome: string) => {
    const other = outcomes.findIndex((each) => each !== outcome);
    return other < 0 ? outcomes.length : other;
  };
  return {
    green: leading(judged, 'green'),
    red: leading(judged, 'red'),
    notJudged: leading(ended, 'not judged'),
  };
}

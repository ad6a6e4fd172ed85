/**
 * What a cell did when: its calls, its sign-ins in the browser and its waits on one axis, which begins with the cell. Records may
 * be older than the fields that this needs, and the clock of the machine may have been set while a cell ran.
 */
import { type Interval, lengthOf, longestChain, mostAtOnce, spanOf, uncovered } from './intervals.ts';
import type { RecordedCell } from './schema.ts';
import { pathIn } from './timings.ts';

/** A call with its retries. */
export interface TimedCall extends Interval {
  readonly kind: 'call';
  /** Its index among the exchanges of its cell. Missing if only its time is recorded. */
  readonly exchange: number | undefined;
  readonly as: string;
  /** `PUT /api/v2/users/7/password` */
  readonly call: string;
  readonly status: number | undefined;
  readonly attempts: number;
  /** Its waits for the next attempt. Of older records, only their total is known, and they are placed at its beginning. */
  readonly waits: readonly (Interval & { readonly asked: boolean })[];
}

/** A sign-in through the pages of the tenant. */
export interface TimedSignIn extends Interval {
  readonly kind: 'sign-in';
  /** Its index among the sign-ins of its cell. Missing if only its time is recorded. */
  readonly signIn: number | undefined;
  readonly as: string;
  readonly outcome: string;
}

/** A wait between calls. */
export interface TimedWait extends Interval {
  readonly kind: 'wait';
  /** Whether the tenant asked for it. */
  readonly asked: boolean;
  readonly reason: string;
  /** The parts of it in which no call and no sign-in was under way. */
  readonly quiet: readonly Interval[];
}

/** A cell on its axis. All times are in ms since it began. */
export interface Timeline {
  /** The length of the axis. */
  readonly ms: number;
  readonly calls: readonly TimedCall[];
  readonly signIns: readonly TimedSignIn[];
  /** Those that are not within a call. */
  readonly waits: readonly TimedWait[];
  /** In which nothing was under way. */
  readonly gaps: readonly Interval[];
  /** The longest sequence of calls and sign-ins that did not overlap. */
  readonly chain: readonly (TimedCall | TimedSignIn)[];
  /** The most calls that were under way at the same time. */
  readonly atOnce: number;
  /** When the clean-up after a failure began. */
  readonly cleanUpFrom: number | undefined;
  /** Whether the times can be those of the cell. If not, the clock of the machine was set while it ran. */
  readonly isPlausible: boolean;
}

/** A call may seem to begin this much before its cell without a clock that was set. */
const BEFORE_MS = 1000;

/**
 * The time that Playwright counts for a cell is without fixtures that have a time limit of their own: opening the tenant, and the
 * clean-up after a failure. They end within this limit.
 */
const AFTER_MS = 200_000;

/** Shorter quiet parts of a wait are between two of its calls. */
const MIN_QUIET_MS = 200;

/** Returns the timeline of a cell or check, or nothing if it did not run, or made no call and no sign-in. */
export function timelineOf(cell: RecordedCell): Timeline | undefined {
  const start = Date.parse(cell.startedAt ?? '');
  if (Number.isNaN(start)) return undefined;
  const calls = callsIn(cell, start);
  const signIns = signInsIn(cell, start);
  if (calls.length + signIns.length === 0) return undefined;
  const active = [...calls, ...signIns];
  const waits = waitsIn(cell, start, calls, active);
  const ms = Math.max(cell.durationMs, spanOf(active)?.to ?? 0);
  const all = [...active, ...waits];
  return {
    ms,
    calls,
    signIns,
    waits,
    gaps: uncovered({ from: 0, to: ms }, all),
    chain: longestChain(active),
    atOnce: mostAtOnce(calls),
    cleanUpFrom: cleanUpFromOf(cell, calls, signIns),
    isPlausible: all.every(({ from }) => from >= -BEFORE_MS) && ms <= cell.durationMs + AFTER_MS,
  };
}

/** The time of the answers, without the waits between the attempts. In ms. */
export function answerMs(call: TimedCall): number {
  return Math.max(0, lengthOf([call]) - lengthOf(call.waits));
}

/** An interval that does not end before it begins: a clock that is set back must not take time away. */
function interval(from: number, ms: number): Interval {
  return { from, to: from + Math.max(0, ms) };
}

function callsIn({ exchanges, timings = [] }: RecordedCell, start: number): TimedCall[] {
  if (exchanges === undefined) {
    return timings.flatMap(({ as, call, status, at, ms, attempts = 1, waits }) =>
      call === undefined
        ? []
        : {
            kind: 'call',
            exchange: undefined,
            as,
            call,
            status,
            attempts,
            ...withWaits(interval(at, ms), waits),
          },
    );
  }
  return exchanges.flatMap((each, index): TimedCall[] => {
    const { as, method, url, status, startedAt, durationMs, attempts, waitedMs } = each;
    const from = Date.parse(startedAt) - start;
    if (Number.isNaN(from)) return [];
    const waits = each.waits ?? (waitedMs > 0 ? [{ at: 0, ms: waitedMs, asked: true }] : []);
    const call = `${method} ${pathIn(url)}`;
    return [
      {
        kind: 'call',
        exchange: index,
        as,
        call,
        status,
        attempts,
        ...withWaits(interval(from, durationMs), waits),
      },
    ];
  });
}

function withWaits(
  call: Interval,
  waits: readonly { at: number; ms: number; asked: boolean }[] = [],
): Interval & Pick<TimedCall, 'waits'> {
  const within = (time: number) => Math.min(Math.max(time, call.from), call.to);
  return {
    ...call,
    waits: waits.map(({ at, ms, asked }) => ({
      from: within(call.from + at),
      to: within(call.from + at + Math.max(0, ms)),
      asked,
    })),
  };
}

function signInsIn({ exchanges, signIns = [], timings = [] }: RecordedCell, start: number): TimedSignIn[] {
  const recorded = signIns.flatMap(({ as, outcome, startedAt, durationMs }, index): TimedSignIn[] => {
    const from = Date.parse(startedAt) - start;
    return Number.isNaN(from)
      ? []
      : [{ kind: 'sign-in', signIn: index, as, outcome, ...interval(from, durationMs) }];
  });
  if (exchanges !== undefined) return recorded;
  return timings.flatMap(({ as, call, outcome = '', at, ms }): TimedSignIn[] =>
    call === undefined ? [{ kind: 'sign-in', signIn: undefined, as, outcome, ...interval(at, ms) }] : [],
  );
}

function waitsIn(
  { waits, ownWaits = [] }: RecordedCell,
  start: number,
  calls: readonly TimedCall[],
  active: readonly Interval[],
): TimedWait[] {
  const within = calls.flatMap((call) => call.waits);
  const timed = (of: { ms: number; reason: string; startedAt?: string | undefined }, asked: boolean) => {
    const from = Date.parse(of.startedAt ?? '') - start;
    if (Number.isNaN(from)) return [];
    const span = interval(from, of.ms);
    const quiet = uncovered(span, active).filter((part) => lengthOf([part]) >= MIN_QUIET_MS);
    return [{ kind: 'wait', asked, reason: of.reason, quiet, ...span } as const];
  };
  return [
    // Those of a call are parts of it.
    ...waits
      .flatMap((wait) => timed(wait, true))
      .filter(({ from }) => !within.some((part) => from >= part.from - 5 && from <= part.to)),
    ...ownWaits.flatMap((wait) => timed(wait, false)),
  ]
    .filter(({ quiet }) => quiet.length > 0)
    .sort((a, b) => a.from - b.from);
}

/** The clean-up begins with its first call or sign-in. */
function cleanUpFromOf(
  { cleanUpFrom }: RecordedCell,
  calls: readonly TimedCall[],
  signIns: readonly TimedSignIn[],
): number | undefined {
  if (cleanUpFrom === undefined) return undefined;
  const own = [
    ...calls.filter(({ exchange = 0 }) => exchange >= cleanUpFrom.exchange),
    ...signIns.filter(({ signIn = 0 }) => signIn >= cleanUpFrom.signIn),
  ];
  return spanOf(own)?.from;
}

/**
 * Where the time of a run went, and the longest chain of its calls. Lanes go side by side, and the shards of a run on machines
 * with clocks of their own, so times are only compared within one shard.
 */
import { groupBy } from './group.ts';
import { type Interval, lengthOf, spanOf, splitTime } from './intervals.ts';
import type { RecordedCell, RunRecord } from './schema.ts';
import { systemOf } from './tenant.ts';
import { answerMs, type Timeline, timelineOf } from './timeline.ts';

/** What a moment of a run was spent on. If it was several at once, it counts for the first of them. */
export const PARTS = [
  'start-up',
  'clean-up',
  'calls',
  'waits asked for',
  'own waits',
  'sign-ins',
  'not recorded',
  'rest of the cells',
  'between cells',
  'end',
] as const;
export type Part = (typeof PARTS)[number];

/** A chain of calls and sign-ins. */
export interface Chain {
  readonly calls: number;
  readonly signIns: number;
  /** From the beginning to the end of each of them, in ms. */
  readonly ms: number;
  /** The part of it in which its calls were under way, without their waits. */
  readonly roundTripsMs: number;
}

/** A cell or check that ran. */
export interface TimedCell {
  readonly cell: RecordedCell;
  readonly timeline: Timeline | undefined;
  /** When it began, in ms since its shard did, and when it ended. */
  readonly from: number;
  readonly to: number;
  readonly chain: Chain;
}

/** Cells that ran one after another. */
export type Lane = readonly TimedCell[];

/** One process tree on one machine: the whole run, unless it was merged from several shards. */
export interface Shard {
  readonly run: string;
  readonly ms: number;
  readonly lanes: readonly Lane[];
  /** Missing if the clock of the machine was set while it ran. */
  readonly parts: ReadonlyMap<Part, number> | undefined;
}

/** Waits with the same reason. */
interface WaitsFor {
  readonly reason: string;
  readonly asked: boolean;
  readonly count: number;
  /** Without the time in which calls were made. */
  readonly ms: number;
}

export interface RunTime {
  readonly shards: readonly Shard[];
  /** Number of calls whose times are recorded. */
  readonly calls: number;
  readonly signIns: number;
  /** The longest one of all lanes. */
  readonly chain: Chain;
  readonly waits: readonly WaitsFor[];
}

/** Cells may begin this much before their run, or end after it, without a clock that was set. */
const TOLERANCE_MS = 2000;

/** Cells of one lane may seem to overlap by this much. */
const OVERLAP_MS = 500;

const NO_CHAIN: Chain = { calls: 0, signIns: 0, ms: 0, roundTripsMs: 0 };

/** Returns where the time went, or nothing if the record does not tell when calls were made. */
export function runTimeOf(record: RunRecord): RunTime | undefined {
  const timed = record.cells.flatMap(timedCell);
  if (!timed.some(({ timeline }) => timeline !== undefined)) return undefined;
  const byRun = [...groupBy(timed, ({ cell }) => cell.run ?? record.run)];
  const isMerged = record.shards !== undefined || byRun.length > 1;
  const shards = byRun.map(([run, cells]) => shardOf(run, cells, isMerged ? undefined : record));
  const chains = shards.flatMap(({ lanes }) => lanes.map((lane) => chainOfLane(lane, lanes)));
  const timelines = timed.flatMap(({ timeline }) => timeline ?? []);
  return {
    shards,
    calls: timelines.reduce((sum, { calls }) => sum + calls.length, 0),
    signIns: timelines.reduce((sum, { signIns }) => sum + signIns.length, 0),
    chain: chains.reduce(
      (longest, chain) => (chain.ms > longest.ms ? chain : longest),
      chains[0] ?? NO_CHAIN,
    ),
    waits: waitsOf(timed),
  };
}

/** The chain of one cell. */
export function chainOf(timeline: Timeline | undefined): Chain {
  const chain = timeline?.chain ?? [];
  const calls = chain.flatMap((link) => (link.kind === 'call' ? link : []));
  return {
    calls: calls.length,
    signIns: chain.length - calls.length,
    ms: lengthOf(chain),
    roundTripsMs: calls.reduce((sum, call) => sum + answerMs(call), 0),
  };
}

function timedCell(cell: RecordedCell): TimedCell[] {
  const from = Date.parse(cell.startedAt ?? '');
  if (Number.isNaN(from)) return [];
  const timeline = timelineOf(cell);
  const ms = Math.max(0, cell.durationMs, timeline?.ms ?? 0);
  return [{ cell, timeline, from, to: from + ms, chain: chainOf(timeline) }];
}

/** @param record of the whole run; without it, the shard is looked at from its first cell to its last one */
function shardOf(run: string, absolute: readonly TimedCell[], record: RunRecord | undefined): Shard {
  const first = spanOf(absolute)?.from ?? 0;
  const began = Date.parse(record?.startedAt ?? '');
  const start = Number.isNaN(began) ? first : began;
  const cells = absolute
    .map((each) => ({ ...each, from: each.from - start, to: each.to - start }))
    .sort((a, b) => a.from - b.from);
  const last = spanOf(cells)?.to ?? 0;
  // A run that has not ended does not know yet how long it takes.
  const ms = record?.ended === true ? record.durationMs : last;
  const lanes = lanesOf(cells);
  const isPlausible =
    cells.every(({ from, timeline }) => from >= -TOLERANCE_MS && timeline?.isPlausible !== false) &&
    last <= ms + TOLERANCE_MS &&
    lanes.every(isInOrder);
  const length = Math.max(ms, last);
  return {
    run,
    ms: length,
    lanes,
    parts: isPlausible ? partsOf(cells, length) : undefined,
  };
}

/** The cells of each lane. Of older records, the lanes are those with the fewest that no cells overlap in. */
function lanesOf(cells: readonly TimedCell[]): Lane[] {
  if (cells.every(({ cell }) => cell.lane !== undefined))
    return [...groupBy(cells, ({ cell }) => cell.lane ?? 0)].sort(([a], [b]) => a - b).map(([, own]) => own);
  const lanes: TimedCell[][] = [];
  for (const cell of cells) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= cell.from);
    if (free === undefined) lanes.push([cell]);
    else free.push(cell);
  }
  return lanes;
}

/** Whether each cell began after the one before it. If not, the clock of the machine was set back. */
function isInOrder(lane: Lane): boolean {
  return lane.every(({ from }, index) => from >= (lane[index - 1]?.to ?? from) - OVERLAP_MS);
}

function partsOf(cells: readonly TimedCell[], ms: number): Map<Part, number> {
  const moved = ({ from }: TimedCell, intervals: readonly Interval[]): Interval[] =>
    intervals.map((each) => ({ from: from + each.from, to: from + each.to }));
  const each = (of: (timeline: Timeline) => readonly Interval[]) =>
    cells.flatMap((cell) => (cell.timeline === undefined ? [] : moved(cell, of(cell.timeline))));
  const { from: first, to: last } = spanOf(cells) ?? { from: 0, to: 0 };
  const waits = (asked: boolean) => (timeline: Timeline) => [
    ...timeline.calls.flatMap((call) => call.waits.filter((wait) => wait.asked === asked)),
    ...timeline.waits.filter((wait) => wait.asked === asked).flatMap(({ quiet }) => quiet),
  ];
  const kinds: Record<Part, readonly Interval[]> = {
    'start-up': [{ from: 0, to: first }],
    'clean-up': each(({ cleanUpFrom, ms: end }) =>
      cleanUpFrom === undefined ? [] : [{ from: cleanUpFrom, to: end }],
    ),
    calls: each(({ calls }) => calls.flatMap(answering)),
    'waits asked for': each(waits(true)),
    'own waits': each(waits(false)),
    'sign-ins': each(({ signIns }) => signIns),
    'not recorded': cells.filter(({ cell, timeline }) => timeline === undefined && cell.calls > 0),
    'rest of the cells': cells,
    'between cells': [{ from: first, to: last }],
    end: [{ from: last, to: ms }],
  };
  return splitTime(
    { from: 0, to: ms },
    PARTS.map((part) => [part, kinds[part]]),
  );
}

/** The parts of a call in which it was under way, and not waiting. */
function answering({
  from,
  to,
  waits,
}: {
  from: number;
  to: number;
  waits: readonly Interval[];
}): Interval[] {
  const parts: Interval[] = [];
  let at = from;
  for (const wait of waits) {
    if (wait.from > at) parts.push({ from: at, to: wait.from });
    at = Math.max(at, wait.to);
  }
  return at < to ? [...parts, { from: at, to }] : parts;
}

/** The chain of a lane: those of its cells, after that of the preflight, for which all lanes of its system wait. */
function chainOfLane(lane: Lane, lanes: readonly Lane[]): Chain {
  const systems = new Set(lane.map(({ cell }) => systemOf(cell.address)));
  const awaited = lanes
    .filter((other) => other !== lane)
    .flat()
    .filter(
      ({ cell, to }) =>
        isPreflight(cell) && systems.has(systemOf(cell.address)) && to <= (lane[0]?.from ?? 0),
    );
  return [...awaited, ...lane].reduce<Chain>(
    (sum, { chain }) => ({
      calls: sum.calls + chain.calls,
      signIns: sum.signIns + chain.signIns,
      ms: sum.ms + chain.ms,
      roundTripsMs: sum.roundTripsMs + chain.roundTripsMs,
    }),
    NO_CHAIN,
  );
}

/** The preflight is the first cell of the notebook. */
function isPreflight({ address }: RecordedCell): boolean {
  return address.endsWith('/notebook/01');
}

function waitsOf(cells: readonly TimedCell[]): WaitsFor[] {
  const all = cells.flatMap(({ cell, timeline }) => [
    ...cell.waits.map(({ ms, reason }) => ({ ms, reason, asked: true })),
    ...(timeline?.waits ?? [])
      .filter(({ asked }) => !asked)
      .map(({ quiet, reason }) => ({ ms: lengthOf(quiet), reason, asked: false })),
    ...(timeline?.calls ?? []).flatMap(({ waits }) =>
      waits
        .filter(({ asked }) => !asked)
        .map((wait) => ({ ms: lengthOf([wait]), reason: 'A call is about to be sent again.', asked: false })),
    ),
  ]);
  return [...groupBy(all, ({ asked, reason }) => `${String(asked)} ${reason}`).values()]
    .map((same) => ({
      reason: same[0]?.reason ?? '',
      asked: same[0]?.asked ?? false,
      count: same.length,
      ms: same.reduce((sum, { ms }) => sum + ms, 0),
    }))
    .sort((a, b) => b.ms - a.ms);
}

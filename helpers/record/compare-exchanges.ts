/**
 * Finds what differs between the exchanges of a cell and those of the same cell in an earlier run. Two honest runs differ in
 * many values: IDs, dates, request IDs, cookies, times. So the calls are compared by kind and order, the answers by status,
 * fields and headers, and times only if they differ greatly.
 */
import { pathTemplate } from '../http/path-template.ts';
import type { RecordedExchange } from '../verdict/cell.ts';
import { compareShapes, shapeOf } from './body-shape.ts';
import { withoutRunValues } from './run-values.ts';
import type { Comparison } from './schema.ts';

type ExchangeComparison = Comparison['exchanges'][number];
type Difference = ExchangeComparison['differences'][number];

/**
 * Headers that come and go in honest runs: they depend on the time, the connection, a cache, a proxy, the rate limit, or the
 * server that happened to answer. That they are there or not says nothing about the tenant.
 */
const VOLATILE_HEADERS =
  /^(?:age|alt-svc|connection|content-(?:encoding|length)|date|etag|expires|keep-alive|last-modified|nel|report-to|retry-after|server-timing|set-cookie|traceparent|tracestate|transfer-encoding|vary|via|x-(?:b3|amz|amzn|cache|envoy|timer|served)\b.*|x-runtime|x-data-stats|x-(?:.*-)?(?:request|correlation|trace)-?id|(?:.*-)?rate-?limit(?:-.*)?|cf-.*|zendesk-ratelimit-.*|x-zendesk-(?:origin-server|zorg|processed.*|request.*))$/;

/** How many times slower or faster a call must be to be listed, and by how many ms at least. */
const TIME_FACTOR = 3;
const TIME_MS = 1000;

/** More calls are not aligned with each other. No cell makes that many. */
const MAX_CALLS = 1000;

/** A call of a cell, or several in a row that were the same: a poll, of which the last answer counts. */
interface Step {
  /** `PUT /api/v2/users/{id}/password as admin` */
  call: string;
  exchange: RecordedExchange;
  /** The index of its exchange in the cell. */
  index: number;
}

/** The exchanges of a cell in one run. */
interface CellOfRun {
  run: string;
  exchanges: readonly RecordedExchange[];
  /** Whether the cell passed. If not, it ended early, and made fewer calls. */
  passed: boolean;
}

/** Compares the exchanges of one cell. */
export function compareExchanges(address: string, before: CellOfRun, now: CellOfRun): ExchangeComparison[] {
  const pairs = align(stepsOf(before), stepsOf(now));
  const lastPair = pairs.findLastIndex(([was, is]) => was !== undefined && is !== undefined);
  return pairs.flatMap(([was, is], index): ExchangeComparison[] => {
    // Of a cell that ended early, nothing is known after its last call.
    const isAfterEnd = index > lastPair && !(is === undefined ? now : before).passed;
    if (isAfterEnd) return [];
    const place = {
      address,
      ...(is === undefined ? {} : { exchange: is.index }),
      call: is?.call ?? was?.call ?? '',
    };
    if (was === undefined || is === undefined) {
      const answer = answerOf((was ?? is)?.exchange);
      const change = is === undefined ? { before: answer } : { now: answer };
      return [{ ...place, differences: [{ what: 'call', ...change }] }];
    }
    const differences = differencesOf(was.exchange, is.exchange);
    return differences.length === 0 ? [] : [{ ...place, differences }];
  });
}

function stepsOf({ run, exchanges }: CellOfRun): Step[] {
  const steps: Step[] = [];
  for (const [index, exchange] of exchanges.slice(0, MAX_CALLS).entries()) {
    const { method, url, as } = exchange;
    const call = `${method} ${withoutRunValues(pathTemplate(url), run)} as ${as}`;
    const last = steps.at(-1);
    const isPoll =
      /^(?:GET|HEAD)$/.test(method) && last?.call === call && last.exchange.status === exchange.status;
    if (isPoll) steps.pop();
    steps.push({ call, exchange, index });
  }
  return steps;
}

/**
 * Pairs the calls of two cells, in order: as many as possible of the same kind, and among these as many as possible with the
 * same status. A call that only one of them made has no partner.
 */
function align(before: readonly Step[], now: readonly Step[]): [Step | undefined, Step | undefined][] {
  const width = now.length + 1;
  const best = new Float64Array((before.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const gain = (i: number, j: number) => {
    const [was, is] = [before[i], now[j]];
    if (was === undefined || is === undefined || was.call !== is.call) return 0;
    // Less than any number of pairs, so that it only decides between equally many.
    return 1 + (was.exchange.status === is.exchange.status ? 1 / (2 * MAX_CALLS) : 0);
  };
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const paired = gain(i, j);
      best[i * width + j] = Math.max(
        at(i + 1, j),
        at(i, j + 1),
        paired === 0 ? 0 : paired + at(i + 1, j + 1),
      );
    }
  }
  const pairs: [Step | undefined, Step | undefined][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < now.length) {
    const paired = gain(i, j);
    if (paired > 0 && at(i, j) === paired + at(i + 1, j + 1)) pairs.push([before[i++], now[j++]]);
    else if (j >= now.length || (i < before.length && at(i, j) === at(i + 1, j)))
      pairs.push([before[i++], undefined]);
    else pairs.push([undefined, now[j++]]);
  }
  return pairs;
}

function differencesOf(before: RecordedExchange, now: RecordedExchange): Difference[] {
  const time = timeDifference(before, now);
  // An answer with another status is another answer. Of course it has other fields and headers.
  if (before.status !== now.status)
    return [{ what: 'status', before: answerOf(before), now: answerOf(now) }, ...time];
  return [...fieldDifferences(before, now), ...headerDifferences(before, now), ...time];
}

function fieldDifferences(before: RecordedExchange, now: RecordedExchange): Difference[] {
  const [was, is] = [shapeOf(before.responseBody), shapeOf(now.responseBody)];
  if (was === undefined || is === undefined) return [];
  return compareShapes(was, is).map(({ field, ...changed }) => ({
    what: 'field',
    name: field === '' ? 'the body' : field,
    ...changed,
  }));
}

function headerDifferences(before: RecordedExchange, now: RecordedExchange): Difference[] {
  const [was, is] = [headersOf(before), headersOf(now)];
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names
    .filter((name) => was.has(name) !== is.has(name) && !VOLATILE_HEADERS.test(name))
    .map((name) => {
      const [value, other] = [was.get(name), is.get(name)];
      return {
        what: 'header',
        name,
        ...(value === undefined ? {} : { before: value }),
        ...(other === undefined ? {} : { now: other }),
      };
    });
}

function headersOf({ responseHeaders }: RecordedExchange): Map<string, string> {
  return new Map(Object.entries(responseHeaders).map(([name, value]) => [name.toLowerCase(), value]));
}

function timeDifference(before: RecordedExchange, now: RecordedExchange): Difference[] {
  const [was, is] = [timeOf(before), timeOf(now)];
  const [less, more] = [Math.min(was, is), Math.max(was, is)];
  if (more < less * TIME_FACTOR || more - less < TIME_MS) return [];
  return [{ what: 'time', before: `${String(was)} ms`, now: `${String(is)} ms` }];
}

/** The time that the tenant took, without the time that it asked us to wait. */
function timeOf({ durationMs, waitedMs }: RecordedExchange): number {
  return Math.max(0, Math.round(durationMs - waitedMs));
}

function answerOf(exchange: RecordedExchange | undefined): string {
  return exchange?.status === undefined ? 'no answer' : String(exchange.status);
}

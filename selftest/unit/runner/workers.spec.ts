import { expect, test } from '../../support/test.ts';
import { EventEmitter } from 'node:events';
import {
  CLEAN_UP_GRACE_MS,
  SHUTDOWN_START_GRACE_MS,
  NO_ENTRIES_GRACE_MS,
  IDLE_WORKER_GRACE_MS,
  Workers,
} from '../../../helpers/runner/workers.ts';

/** A process that does nothing on its own. */
class StubProcess extends EventEmitter {
  readonly killed: unknown[] = [];

  kill(signal?: unknown): boolean {
    this.killed.push(signal);
    return true;
  }

  begin(): void {
    this.emit('message', { method: '__dispatch__', params: { method: 'testBegin' } });
  }
}

/** The workers of a run, with a clock that only `after` moves. */
function newRun() {
  const run = { now: 5_000, hasOpenEntries: false, said: [] as string[] };
  const workers = new Workers({
    hasOpenEntries: () => run.hasOpenEntries,
    say: (sentence) => run.said.push(sentence),
    now: () => run.now,
  });
  const add = () => {
    const child = new StubProcess();
    workers.add(child);
    return child;
  };
  const after = (ms: number) => {
    run.now += ms;
    workers.check();
  };
  return { run, workers, add, after };
}

test('no worker is killed unless the run is told to stop', () => {
  const { add, after } = newRun();
  const child = add();
  after(10 * CLEAN_UP_GRACE_MS);
  expect(child.killed).toEqual([]);
});

test('an idle worker gets a short grace period and is killed silently', () => {
  const { run, workers, add, after } = newRun();
  const child = add();
  workers.stop();
  after(IDLE_WORKER_GRACE_MS - 1);
  expect(child.killed).toEqual([]);
  after(1);
  after(1);
  expect(child.killed).toEqual(['SIGKILL']);
  expect(run.said).toEqual([]);
});

test('a worker with open entries is not killed, and afterwards gets the time that closing a browser may take', () => {
  const { run, workers, add, after } = newRun();
  const child = add();
  child.begin();
  run.hasOpenEntries = true;
  workers.stop();
  after(NO_ENTRIES_GRACE_MS + 1);
  run.hasOpenEntries = false;
  after(NO_ENTRIES_GRACE_MS - 1);
  expect(child.killed).toEqual([]);
  after(1);
  expect(child.killed).toEqual(['SIGKILL']);
  expect(run.said).toEqual(['An idle worker did not exit and was killed.']);
});

test('a worker that does not finish its clean-up is killed once, with a message', () => {
  const { run, workers, add, after } = newRun();
  const child = add();
  child.begin();
  run.hasOpenEntries = true;
  workers.stop();
  after(CLEAN_UP_GRACE_MS - 1);
  expect(child.killed).toEqual([]);
  after(1);
  after(1);
  expect(child.killed).toEqual(['SIGKILL']);
  expect(run.said).toEqual(['A worker was still cleaning up after eight minutes and was killed.']);
});

test('a worker that ends on its own is left alone', () => {
  const { workers, add, after } = newRun();
  const child = add();
  expect({ any: workers.hadAny, running: workers.running }).toEqual({ any: true, running: 1 });
  workers.stop();
  child.emit('exit', 0, null);
  after(CLEAN_UP_GRACE_MS);
  expect(child.killed).toEqual([]);
  expect({ any: workers.hadAny, running: workers.running }).toEqual({ any: true, running: 0 });
});

test('an immediate shutdown kills every worker, even one with open entries', () => {
  const { run, workers, add } = newRun();
  const child = add();
  child.begin();
  run.hasOpenEntries = true;
  workers.killAll();
  expect(child.killed).toEqual(['SIGKILL']);
});

/** Starts a worker after the run was told to stop. `heard` is what Playwright learns about it. */
function startLate(workers: Workers) {
  const child = new StubProcess();
  const heard: string[] = [];
  child.on('exit', (_code, signal) => heard.push(`exit ${String(signal)}`));
  child.on('message', () => heard.push('message'));
  workers.add(child);
  return { child, heard };
}

test('a worker that is started after the stop is ended without telling Playwright', () => {
  const { workers, add, after } = newRun();
  const first = add();
  workers.stop();
  const { child, heard } = startLate(workers);
  expect(child.killed).toEqual(['SIGKILL']);
  child.begin();
  child.emit('exit', null, 'SIGKILL');
  first.emit('exit', 0, null);
  workers.over();
  after(10 * SHUTDOWN_START_GRACE_MS);
  expect(heard).toEqual([]);
});

test('Playwright is told about the end of such a worker if only that keeps the run from ending', () => {
  const { workers, add, after } = newRun();
  const first = add();
  workers.stop();
  const { child, heard } = startLate(workers);
  child.emit('exit', null, 'SIGKILL');
  after(SHUTDOWN_START_GRACE_MS);
  expect(heard, 'another worker is still running').toEqual([]);
  first.emit('exit', 0, null);
  after(1);
  after(SHUTDOWN_START_GRACE_MS - 1);
  expect(heard).toEqual([]);
  after(1);
  after(1);
  expect(heard).toEqual(['exit SIGKILL']);
});

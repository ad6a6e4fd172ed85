import { expect, test } from '@playwright/test';
import { EventEmitter } from 'node:events';
import {
  CLEAN_UP_GRACE_MS,
  SHUTDOWN_START_GRACE_MS,
  NO_ENTRIES_GRACE_MS,
  IDLE_WORKER_GRACE_MS,
  Workers,
} from '../../../helpers/runner/workers.ts';

/** A process that does nothing on its own. */
class FakeChild extends EventEmitter {
  readonly killed: unknown[] = [];

  kill(signal?: unknown): boolean {
    this.killed.push(signal);
    return true;
  }

  begin(): void {
    this.emit('message', { method: '__dispatch__', params: { method: 'testBegin' } });
  }
}

/** The workers of a run, with a clock that moves only when told to. */
function newRun() {
  const run = { now: 5_000, noted: false, said: [] as string[] };
  const workers = new Workers({
    hasOpenEntries: () => run.noted,
    say: (sentence) => run.said.push(sentence),
    now: () => run.now,
  });
  const add = () => {
    const child = new FakeChild();
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

test('who has something to clean up is waited for, and then for as long as a browser may take', () => {
  const { run, workers, add, after } = newRun();
  const child = add();
  child.begin();
  run.noted = true;
  workers.stop();
  after(NO_ENTRIES_GRACE_MS + 1);
  run.noted = false;
  after(NO_ENTRIES_GRACE_MS - 1);
  expect(child.killed).toEqual([]);
  after(1);
  expect(child.killed).toEqual(['SIGKILL']);
  expect(run.said).toEqual(['An idle worker did not exit and was killed.']);
});

test('a worker that never finishes its clean-up is killed once, and this is reported', () => {
  const { run, workers, add, after } = newRun();
  const child = add();
  child.begin();
  run.noted = true;
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

test('an immediate shutdown ends every worker, whatever it is doing', () => {
  const { run, workers, add } = newRun();
  const child = add();
  child.begin();
  run.noted = true;
  workers.killAll();
  expect(child.killed).toEqual(['SIGKILL']);
});

/** A worker that is started after the run was told to stop, and what Playwright is told about it. */
function lateIn(workers: Workers) {
  const child = new FakeChild();
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
  const { child, heard } = lateIn(workers);
  expect(child.killed).toEqual(['SIGKILL']);
  child.begin();
  child.emit('exit', null, 'SIGKILL');
  first.emit('exit', 0, null);
  workers.over();
  after(10 * SHUTDOWN_START_GRACE_MS);
  expect(heard).toEqual([]);
});

test('unless it is this one that the end of the run waits for', () => {
  const { workers, add, after } = newRun();
  const first = add();
  workers.stop();
  const { child, heard } = lateIn(workers);
  child.emit('exit', null, 'SIGKILL');
  after(SHUTDOWN_START_GRACE_MS);
  expect(heard, 'another one is still there').toEqual([]);
  first.emit('exit', 0, null);
  after(1);
  after(SHUTDOWN_START_GRACE_MS - 1);
  expect(heard).toEqual([]);
  after(1);
  after(1);
  expect(heard).toEqual(['exit SIGKILL']);
});

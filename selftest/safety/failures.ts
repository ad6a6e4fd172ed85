/** The failures that the safety tests inject into a run, as plain data for the tenant's process and for the table. */

/**
 * An answer instead of the tenant's. With `echo` it repeats every secret of the run, as a debug page does. With `act` the
 * call takes effect first.
 */
export interface Answer {
  answer: number;
  echo: boolean;
  act?: true;
}

/** What happens to the request into which the failure is injected. */
type Action =
  | Answer
  | 'drop'
  | 'act-then-drop'
  | 'hang'
  /** This request and all later ones are dropped until the release: the tenant is unreachable until the run has ended. */
  | 'gone'
  /** The request waits for the release, and is then answered. The signal is sent in between. */
  | 'hold';

/** One kind of failure: a row of the table. */
export interface Failure {
  /** Its name on the command line. */
  name: string;
  title: string;
  action: Action;
  /** Sent while the request waits: to the process, or to its process group, as a terminal or a CI system does. */
  signal?: { name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'; group: boolean };
  /** The time limit of a test, in ms, if the failure is that the test times out. */
  timeoutMs?: { call: number; page: number };
  /** The run itself cannot remove everything, so one sweep follows. After it, there must be no leftovers. */
  sweep?: true;
  /**
   * Where it is injected: into each different API call and sign-in page of a cell; into each call and each form that is
   * sent; or into one call and one page of the cell, because a case takes long or resembles another one.
   */
  places: 'each request' | 'each call' | 'one call';
}

/**
 * Longer than any cell takes on a busy machine, and shorter than Keyturn's own limits for a call (20 s) and a page (15
 * s) that hangs.
 */
const TEST_TIMEOUT_MS = { call: 18_000, page: 12_000 };

export const FAILURES: readonly Failure[] = [
  {
    name: 'fail',
    title: 'the call fails (500)',
    action: { answer: 500, echo: false },
    places: 'each request',
  },
  {
    name: 'gateway',
    title: 'the tenant acts, and a gateway answers 504',
    action: { answer: 504, echo: false, act: true },
    places: 'each call',
  },
  {
    name: 'refuse',
    title: 'the call is refused (418), and the answer repeats every secret of the run',
    action: { answer: 418, echo: true },
    places: 'each call',
  },
  {
    name: 'drop',
    title: 'the connection drops before the tenant acts',
    action: 'drop',
    places: 'each request',
  },
  {
    name: 'lost',
    title: 'the connection drops after the tenant acted',
    action: 'act-then-drop',
    places: 'each request',
  },
  { name: 'hang', title: 'the call hangs', action: 'hang', places: 'one call' },
  {
    name: 'time-out',
    title: 'the test times out',
    action: 'hang',
    timeoutMs: TEST_TIMEOUT_MS,
    places: 'one call',
  },
  {
    name: 'gone',
    title: 'the tenant is unreachable until the run has ended, then a sweep',
    action: 'gone',
    sweep: true,
    places: 'one call',
  },
  {
    name: 'Ctrl-C',
    title: 'Ctrl-C (SIGINT to the process group)',
    action: 'hold',
    signal: { name: 'SIGINT', group: true },
    places: 'each call',
  },
  {
    name: 'SIGINT',
    title: 'SIGINT to the process only',
    action: 'hold',
    signal: { name: 'SIGINT', group: false },
    places: 'one call',
  },
  {
    name: 'SIGTERM',
    title: 'SIGTERM to the process only',
    action: 'hold',
    signal: { name: 'SIGTERM', group: false },
    places: 'one call',
  },
  {
    name: 'SIGTERM-group',
    title: 'SIGTERM to the process group',
    action: 'hold',
    signal: { name: 'SIGTERM', group: true },
    places: 'one call',
  },
  {
    name: 'SIGKILL',
    title: 'SIGKILL to the process group, then a sweep',
    action: 'hold',
    signal: { name: 'SIGKILL', group: true },
    sweep: true,
    places: 'each call',
  },
];

/** @throws {Error} with a list of all failures, if none has this name */
export function failureNamed(name: string): Failure {
  const failure = FAILURES.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (failure !== undefined) return failure;
  throw new Error(`Unknown failure "${name}". Failures: ${FAILURES.map((each) => each.name).join(', ')}.`);
}

/** Which failure a tenant must inject, and into which request. */
export interface Injection {
  action: Action;
  kind: 'call' | 'page';
  /**
   * Which request of that kind, counted from 0 since the tenant started; or the first one with this method and path, such
   * as `PUT /api/v2/users/{id}/password`.
   */
  request: number | string;
}

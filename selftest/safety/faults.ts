/** The failures that are injected into a run, as plain data for the tenant's process and for the table. */

/**
 * An answer instead of the tenant's. With `echo` it repeats every secret of the run, as debug pages do. With `act` the
 * tenant acts first.
 */
export interface Answer {
  answer: number;
  echo: boolean;
  act?: true;
}

/** What happens to the request that the failure is injected into. */
type Action =
  | Answer
  | 'drop'
  | 'act-then-drop'
  | 'hang'
  /**
   * Every request from this one on is cut off until released. The tenant is unreachable, and comes back after the run.
   */
  | 'gone'
  /** Held until released, and then let through. The signal is sent in between. */
  | 'hold';

/** One kind of failure: a row of the table. */
export interface Fault {
  /** For the command line. */
  name: string;
  title: string;
  action: Action;
  /** Sent while the request is held: to the process, or to its whole group, as a terminal and a CI do. */
  signal?: { name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'; group: boolean };
  /** Time limit of a test, in ms, if the failure is that it times out. */
  timeoutMs?: { call: number; page: number };
  /** The run itself cannot remove everything. After one sweep, there must be no leftovers. */
  sweep?: true;
  /**
   * Where it is injected: at each different API call and sign-in page of a cell; at each call and each form that is
   * sent; or, because a case takes long or resembles another one, at one call and one form of the cell.
   */
  places: 'each request' | 'each call' | 'one call';
}

/**
 * Longer than any cell takes on a busy machine, and shorter than Keyturn's own limits for a call (20 s) and a page (15
 * s) that hangs.
 */
const TEST_TIMEOUT_MS = { call: 18_000, page: 12_000 };

export const FAULTS: readonly Fault[] = [
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
    title: 'the tenant is gone until the run has ended, then a sweep',
    action: 'gone',
    sweep: true,
    places: 'one call',
  },
  {
    name: 'Ctrl-C',
    title: 'Ctrl-C (SIGINT to the group)',
    action: 'hold',
    signal: { name: 'SIGINT', group: true },
    places: 'each call',
  },
  {
    name: 'SIGINT',
    title: 'SIGINT to the process alone',
    action: 'hold',
    signal: { name: 'SIGINT', group: false },
    places: 'one call',
  },
  {
    name: 'SIGTERM',
    title: 'SIGTERM to the process',
    action: 'hold',
    signal: { name: 'SIGTERM', group: false },
    places: 'one call',
  },
  {
    name: 'SIGTERM-group',
    title: 'SIGTERM to the group',
    action: 'hold',
    signal: { name: 'SIGTERM', group: true },
    places: 'one call',
  },
  {
    name: 'SIGKILL',
    title: 'SIGKILL to the group, then a sweep',
    action: 'hold',
    signal: { name: 'SIGKILL', group: true },
    sweep: true,
    places: 'each call',
  },
];

/** @throws {Error} with a list of all failures, if there is none of this name. */
export function faultOf(name: string): Fault {
  const fault = FAULTS.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (fault !== undefined) return fault;
  throw new Error(`Unknown failure "${name}". Failures: ${FAULTS.map((each) => each.name).join(', ')}.`);
}

/** Which failure a tenant must inject, and where. */
export interface Injection {
  action: Action;
  kind: 'call' | 'page';
  /** Which request of that kind, counted from 0 since the tenant started. */
  index: number;
}

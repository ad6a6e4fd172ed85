/**
 * What happened to each password and token of a run, from what its cells recorded: when it was issued or set, whether it was
 * accepted, what ended it, and whether it was then refused. Secrets are known by their names (`test-user.password#2`).
 */
import type {
  CellRecord,
  LedgerEvent,
  RecordedExchange,
  SecretEvent,
  SignInRecord,
} from '../verdict/cell.ts';

/** The names of secrets in a text, as `SecretRegistry.redact` writes them. */
const MARKER = /\[redacted ([\w.-]+#\d+)\]/g;

/** Names of the secrets that a tenant issues, and that authenticate calls. */
const TOKEN = /(?:^|\.)token#\d+$/;

/** Names of passwords. */
const PASSWORD = /(?:^|\.)password#\d+$/;

/** Names of the secrets of test users. */
const OF_TEST_USER = /^(?:other-)?test-user\./;

/** What is known about the secrets of one worker so far. */
interface Known {
  /** Secrets that were seen, issued or sent. */
  seen: Set<string>;
  /** Secrets that were set or issued. */
  alive: Set<string>;
  /** Secrets that were replaced or revoked. */
  ended: Set<string>;
  /** Secrets that were proved dead. */
  dead: Set<string>;
  /** Users in the ledger whose removal is not proved, by their key. */
  users: Set<string>;
}

/**
 * Returns the events of each cell, in order.
 *
 * @param cells the cells of one run on one tenant, in the order in which they ran
 */
export function secretEventsOf(
  cells: readonly Pick<CellRecord, 'exchanges' | 'signIns' | 'ledger'>[],
): SecretEvent[][] {
  const known: Known = {
    seen: new Set(),
    alive: new Set(),
    ended: new Set(),
    dead: new Set(),
    users: new Set(),
  };
  return cells.map(({ exchanges, signIns = [], ledger = [] }) => {
    const steps = [
      ...exchanges.map((exchange, index) => ({
        at: endOf(exchange),
        events: () => eventsOfExchange(exchange, index, known),
      })),
      ...signIns.map((signIn) => ({ at: endOf(signIn), events: () => eventsOfSignIn(signIn, known) })),
      ...ledger.map((event) => ({ at: Date.parse(event.at), events: () => eventsOfLedger(event, known) })),
    ];
    // The sort is stable: what ended in the same millisecond stays in this order.
    return steps.sort((a, b) => a.at - b.at).flatMap(({ events }) => events());
  });
}

/** When it was over, in ms since 1970. */
function endOf({ startedAt, durationMs }: { startedAt: string; durationMs: number }): number {
  return Date.parse(startedAt) + durationMs;
}

function eventsOfExchange(exchange: RecordedExchange, index: number, known: Known): SecretEvent[] {
  const at = new Date(endOf(exchange)).toISOString();
  const event = (secret: string, did: SecretEvent['did']): SecretEvent => ({
    secret,
    did,
    at,
    exchange: index,
  });
  const { status = 0, effects = [] } = exchange;
  const sent = namesIn(exchange.url, exchange.requestBody, ...Object.values(exchange.requestHeaders));
  for (const secret of sent) known.seen.add(secret);
  const answered = namesIn(exchange.responseBody, ...Object.values(exchange.responseHeaders));
  const issued = answered.filter((secret) => TOKEN.test(secret) && !known.seen.has(secret));
  for (const secret of answered) known.seen.add(secret);
  for (const secret of issued) known.alive.add(secret);
  return [
    ...(exchange.with ?? []).flatMap((secret) => {
      if (status !== 401) {
        if (status === 0 || status >= 400) return [];
        // An answer to a dead token may be one to an anonymous caller. A wrong password is refused.
        if (PASSWORD.test(secret)) known.ended.delete(secret);
        return [event(secret, 'accepted')];
      }
      return [event(secret, 'refused'), ...deathOf(secret, known).map((dead) => event(dead, 'proved dead'))];
    }),
    ...effects.map(({ did, secret }) => {
      if (did === 'set') {
        known.alive.add(secret);
        known.ended.delete(secret);
        known.dead.delete(secret);
      } else known.ended.add(secret);
      return event(secret, did);
    }),
    ...issued.map((secret) => event(secret, 'issued')),
  ];
}

function eventsOfSignIn(signIn: SignInRecord, known: Known): SecretEvent[] {
  const { typed: password, outcome } = signIn;
  if (password === undefined) return [];
  const at = new Date(endOf(signIn)).toISOString();
  if (outcome === 'refused')
    return [
      { secret: password, did: 'refused', at },
      ...deathOf(password, known).map((secret) => ({ secret, did: 'proved dead' as const, at })),
    ];
  if (outcome !== 'accepted') return [];
  known.ended.delete(password);
  return [{ secret: password, did: 'accepted', at }];
}

/** If no user of the run is left, the secrets of its test users have ended with them. */
function eventsOfLedger(
  { kind, did, key, at }: LedgerEvent,
  { users, alive, ended, dead }: Known,
): SecretEvent[] {
  if (kind !== 'user') return [];
  if (did !== 'removed') {
    users.add(key);
    return [];
  }
  if (!users.delete(key) || users.size > 0) return [];
  return [...alive]
    .filter((secret) => OF_TEST_USER.test(secret) && !ended.has(secret) && !dead.has(secret))
    .map((secret) => {
      ended.add(secret);
      return { secret, did: 'ended with its user', at };
    });
}

/** A secret that was set or issued and is now refused is dead. One that was never either was only tried. */
function deathOf(secret: string, { alive, dead }: Known): string[] {
  if (!alive.has(secret) || dead.has(secret)) return [];
  dead.add(secret);
  return [secret];
}

function namesIn(...texts: readonly (string | undefined)[]): string[] {
  const names = texts.flatMap((text) => [...(text ?? '').matchAll(MARKER)].map(([, name = '']) => name));
  return [...new Set(names)];
}

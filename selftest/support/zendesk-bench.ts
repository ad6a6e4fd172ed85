/** Benches and connections on emulated Zendesk tenants, without a browser unless one is requested. */
import type { Browser } from 'playwright';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { UserCap } from '../../helpers/contract/cap.ts';
import { Ledger } from '../../helpers/ledger/ledger.ts';
import { runId } from '../../helpers/run-id.ts';
import { WHO_AM_I } from '../../helpers/systems/zendesk/api.ts';
import { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import type { BenchSettings } from '../../helpers/systems/zendesk/bench-users.ts';
import { newFailedSignIns, type ZendeskConnection } from '../../helpers/systems/zendesk/connection.ts';
import type { TestUserSettings } from '../../helpers/systems/zendesk/settings.ts';
import { TokenRegister } from '../../helpers/systems/zendesk/tokens.ts';
import { transportTo } from './emulator-transport.ts';
import { formSignIn } from './form-sign-in.ts';

/** On this machine, a revocation takes effect within this time. */
const REVOCATION_DEADLINE_MS = 500;

/** On this machine, the search finds a new user within this time. */
const INDEX_DEADLINE_MS = 3000;

export const TEST_USER: TestUserSettings = {
  role: 'agent',
  name: undefined,
  email: 'keyturn+{run}@example.com',
  emailIsOurs: true,
  password: undefined,
};

/** Changes to the connection. `browser` opens one for the sign-in, if its pages need a real browser. */
interface ZendeskChanges {
  connection?: Partial<ZendeskConnection>;
  browser?: () => Promise<Browser>;
}

/** The caller disposes of its transport. */
export function zendeskConnection(
  { baseUrl, client, redirectUri, witness }: ZendeskEmulator,
  { connection = {}, browser }: ZendeskChanges = {},
): ZendeskConnection {
  const { transport, guard, secrets } = transportTo(baseUrl, WHO_AM_I);
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const passcodeFor = (address: string) => {
    const mails = witness.mailbox(address).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
    return mails.at(-1) ?? '';
  };
  return {
    target: { baseUrl, client, redirectUri, admin: { grant: 'client_credentials' } },
    transport,
    guard,
    secrets,
    ledger,
    passcodes: {
      title: 'the emulator',
      tryOut: () => Promise.resolve('by the emulator'),
      read: ({ address }) => Promise.resolve(passcodeFor(address)),
    },
    tokens: new TokenRegister(ledger),
    browser: browser ?? (() => Promise.reject(new Error('no browser here'))),
    devices: new Map(),
    usedPasscodes: new Set(),
    failedSignIns: newFailedSignIns(),
    revocationDeadlineMs: REVOCATION_DEADLINE_MS,
    indexDeadlineMs: INDEX_DEADLINE_MS,
    ...(browser === undefined ? { walk: formSignIn(baseUrl, passcodeFor) } : {}),
    ...connection,
  };
}

/** The caller disposes of the transport of its connection. */
export function zendeskBench(
  emulator: ZendeskEmulator,
  { settings = {}, ...changes }: ZendeskChanges & { settings?: Partial<BenchSettings> } = {},
): ZendeskBench {
  return new ZendeskBench(zendeskConnection(emulator, changes), {
    testUser: TEST_USER,
    leftoverHours: 24,
    worker: 'f',
    cap: new UserCap(runId(), Infinity),
    emulated: true,
    ...settings,
  });
}

/** Tenants on emulators of our own, for checks and for cells, without a browser and without Playwright around each call. */
import type { Browser } from 'playwright';
import type { ExpertEmulator } from '../../emulators/expert/index.ts';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { Ledger } from '../../helpers/ledger/ledger.ts';
import { UserCap } from '../../helpers/contract/cap.ts';
import { WHO_AM_I as WHO_AM_I_TO_EXPERT } from '../../helpers/systems/expert/api.ts';
import { ExpertBench } from '../../helpers/systems/expert/bench.ts';
import type { BenchSettings as ExpertBenchSettings } from '../../helpers/systems/expert/bench-users.ts';
import type { ExpertConnection } from '../../helpers/systems/expert/connection.ts';
import type { ExpertAdmin } from '../../helpers/systems/expert/settings.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { type Call, Transport } from '../../helpers/http/transport.ts';
import { runId, userAgent } from '../../helpers/run-id.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { WHO_AM_I as WHO_AM_I_TO_ZENDESK } from '../../helpers/systems/zendesk/api.ts';
import { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import type { TestUserSettings } from '../../helpers/systems/zendesk/settings.ts';
import { TokenRegister } from '../../helpers/systems/zendesk/tokens.ts';
import { formSignIn } from '../faults/form-sign-in.ts';
import { plainContext } from '../faults/plain-context.ts';
import { newFailedSignIns, type ZendeskConnection } from '../../helpers/systems/zendesk/connection.ts';
import type { BenchSettings } from '../../helpers/systems/zendesk/bench-users.ts';

/** A tenant on this machine forgets nothing for longer. */
const REVOCATION_DEADLINE_MS = 500;

/** Nor does its search take longer, even where it lags. */
const INDEX_DEADLINE_MS = 3000;

/** Nor is it ill for longer. */
const INSIST_AFTER_MS = 10;

/** Nor does what stands before it, or what a call collides with. */
const AGAIN_AFTER_MS = 10;

export const TEST_USER: TestUserSettings = {
  role: 'agent',
  name: undefined,
  email: 'keyturn+{run}@example.com',
  emailIsOurs: true,
  password: undefined,
};

function transportTo(
  baseUrl: string,
  beside: Call<unknown>,
): { transport: Transport; guard: HostGuard; secrets: SecretRegistry } {
  const guard = new HostGuard([]);
  const secrets = new SecretRegistry();
  const transport = new Transport({
    baseUrl,
    userAgent: userAgent(),
    proxy: undefined,
    guard,
    secrets,
    limits: { insistAfterMs: INSIST_AFTER_MS, againAfterMs: AGAIN_AFTER_MS },
    beside,
    newContext: plainContext,
  });
  return { transport, guard, secrets };
}

/** What is to be otherwise; `browser` for a tenant whose pages are to be walked through in one. */
interface ZendeskChanges {
  connection?: Partial<ZendeskConnection>;
  browser?: () => Promise<Browser>;
}

/** Dispose of its transport. */
export function zendeskConnection(
  { baseUrl, client, redirectUri, witness }: ZendeskEmulator,
  { connection = {}, browser }: ZendeskChanges = {},
): ZendeskConnection {
  const { transport, guard, secrets } = transportTo(baseUrl, WHO_AM_I_TO_ZENDESK);
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

/** Dispose of the transport of its connection. */
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

/** By the admin's password, or by the server API token of the emulator. Dispose of its transport. */
export function expertConnection(
  { baseUrl, admin: { username, password }, serverToken }: ExpertEmulator,
  by: ExpertAdmin['by'] = 'password',
): ExpertConnection {
  const { transport, secrets } = transportTo(baseUrl, WHO_AM_I_TO_EXPERT);
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const token = serverToken ?? { key: '', secret: '', user: '' };
  const admin: ExpertAdmin = by === 'password' ? { by, username, password } : { by, ...token };
  return { target: { baseUrl, admin }, transport, secrets, ledger };
}

/** Dispose of the transport of its connection. */
export function expertBench(
  emulator: ExpertEmulator,
  { by, ...settings }: Partial<ExpertBenchSettings> & { by?: ExpertAdmin['by'] } = {},
): ExpertBench {
  return new ExpertBench(expertConnection(emulator, by), {
    prefix: 'keyturn',
    leftoverHours: 24,
    settleMs: 0,
    emulated: true,
    ...settings,
  });
}

/** Benches on emulators of our own, without a browser and without Playwright around each call. */
import type { Browser } from 'playwright';
import type { ExpertEmulator } from '../../emulators/expert/index.ts';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { Ledger } from '../../helpers/cleanup/ledger.ts';
import { UserCap } from '../../helpers/contract/cap.ts';
import { ExpertBench, type BenchSettings as ExpertBenchSettings } from '../../helpers/expert/bench.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { runId, userAgent } from '../../helpers/run/run.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { type BenchSettings, ZendeskBench } from '../../helpers/zendesk/bench.ts';
import type { ZendeskConnection } from '../../helpers/zendesk/sign-in.ts';
import { TokenRegister } from '../../helpers/zendesk/tokens.ts';
import { formSignIn } from '../faults/form-sign-in.ts';
import { plainContext } from '../faults/plain-context.ts';

/** A tenant on this machine forgets nothing for longer. */
const REVOCATION_DEADLINE_MS = 500;

/** Nor does its search take longer, even where it lags. */
const INDEX_DEADLINE_MS = 3000;

function transportTo(baseUrl: string): { transport: Transport; guard: HostGuard; secrets: SecretRegistry } {
  const guard = new HostGuard([]);
  const secrets = new SecretRegistry();
  const transport = new Transport({
    baseUrl,
    userAgent: userAgent(),
    proxy: undefined,
    guard,
    secrets,
    newContext: plainContext,
  });
  return { transport, guard, secrets };
}

/** What is to be otherwise; `browser` for a tenant whose pages are to be walked through in one. */
interface ZendeskChanges {
  settings?: Partial<BenchSettings>;
  connection?: Partial<ZendeskConnection>;
  browser?: () => Promise<Browser>;
}

/** Dispose of the transport of its connection. */
export function zendeskBench(
  { baseUrl, client, redirectUri, witness }: ZendeskEmulator,
  { settings = {}, connection = {}, browser }: ZendeskChanges = {},
): ZendeskBench {
  const { transport, guard, secrets } = transportTo(baseUrl);
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const passcodeFor = (address: string) => {
    const mails = witness.mailbox(address).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
    return mails.at(-1) ?? '';
  };
  return new ZendeskBench(
    {
      target: { baseUrl, client, redirectUri, admin: { grant: 'client_credentials' } },
      transport,
      guard,
      secrets,
      ledger,
      passcodes: {
        title: 'the emulator',
        read: ({ address }) => Promise.resolve(passcodeFor(address)),
      },
      tokens: new TokenRegister(ledger),
      browser: browser ?? (() => Promise.reject(new Error('no browser here'))),
      devices: new Map(),
      usedPasscodes: new Set(),
      failedSignIns: new Map(),
      revocationDeadlineMs: REVOCATION_DEADLINE_MS,
      indexDeadlineMs: INDEX_DEADLINE_MS,
      ...(browser === undefined ? { walk: formSignIn(baseUrl, passcodeFor) } : {}),
      ...connection,
    },
    {
      testUser: {
        role: 'agent',
        name: undefined,
        email: 'keyturn+{run}@example.com',
        emailIsOurs: true,
        password: undefined,
      },
      leftoverHours: 24,
      worker: 'f',
      cap: new UserCap(runId(), Infinity),
      ...settings,
    },
  );
}

/** Dispose of the transport of its connection. */
export function expertBench(
  { baseUrl, admin: { username, password } }: ExpertEmulator,
  settings: Partial<ExpertBenchSettings> = {},
): ExpertBench {
  const { transport, secrets } = transportTo(baseUrl);
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const target = { baseUrl, admin: { by: 'password' as const, username, password } };
  return new ExpertBench(
    { target, transport, secrets, ledger },
    { prefix: 'keyturn', leftoverHours: 24, settleMs: 0, ...settings },
  );
}

/** The Zendesk contract, held against one emulated tenant. */
import type { Browser } from 'playwright';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import { Ledger } from '../../helpers/cleanup/ledger.ts';
import { UserCap } from '../../helpers/contract/cap.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { runId, userAgent } from '../../helpers/run/run.ts';
import { plainContext } from './plain-context.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { ZendeskBench } from '../../helpers/zendesk/bench.ts';
import { TokenRegister } from '../../helpers/zendesk/tokens.ts';
import { checksOf } from './checks-of.ts';
import { formSignIn } from './form-sign-in.ts';
import { hold, type Held } from './hold.ts';
import type { Subject } from './subjects.ts';

const CHECKS = await checksOf<ZendeskBench>('zendesk');

/** What is about pages is told by those that sign in in many ways; the others would take minutes in a browser. */
const ABOUT_PAGES = CHECKS.filter(({ address }) =>
  /^zendesk\/(?:sign-in\/.*|password\/set|change\/effect|users\/deleted|observed\/consent)$/.test(address),
);

/** A tenant on this machine forgets nothing for longer. */
const REVOCATION_DEADLINE_MS = 500;

/** Nor does its search take longer, even where it lags. */
const INDEX_DEADLINE_MS = 3000;

export async function holdZendesk(
  { kind, name, pages }: Subject,
  browser: () => Promise<Browser>,
): Promise<Held> {
  const emulator = await startZendesk({ adminsCanSetUserPasswords: true, [kind]: name });
  const { baseUrl, client, redirectUri, witness } = emulator;
  const secrets = new SecretRegistry();
  const guard = new HostGuard([]);
  const transport = new Transport({
    baseUrl,
    userAgent: userAgent(),
    proxy: undefined,
    guard,
    secrets,
    newContext: plainContext,
  });
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const passcodeFor = (address: string) => {
    const mails = witness.mailbox(address).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
    return mails.at(-1) ?? '';
  };
  const bench = new ZendeskBench(
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
      browser,
      devices: new Map(),
      usedPasscodes: new Set(),
      failedSignIns: new Map(),
      revocationDeadlineMs: REVOCATION_DEADLINE_MS,
      indexDeadlineMs: INDEX_DEADLINE_MS,
      ...(pages ? {} : { walk: formSignIn(baseUrl, passcodeFor) }),
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
    },
  );
  try {
    return await hold(pages ? ABOUT_PAGES : CHECKS, bench, {
      untilCaught: kind === 'fault',
      leftBehind: () => [
        ...witness
          .users()
          .flatMap(({ active, preexisting, email }) =>
            active && !preexisting ? [`user ${email ?? ''}`] : [],
          ),
        ...witness.liveTokens().map(({ id }) => `token ${String(id)}`),
        ...witness.touched().map((id) => `user ${String(id)} was touched`),
      ],
    });
  } finally {
    await transport.dispose();
    await emulator.close();
  }
}

/** The Expert contract, held against one emulated site. */
import { startExpert } from '../../emulators/expert/index.ts';
import { Ledger } from '../../helpers/cleanup/ledger.ts';
import { ExpertBench } from '../../helpers/expert/bench.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { runId, userAgent } from '../../helpers/run/run.ts';
import { plainContext } from './plain-context.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { checksOf } from './checks-of.ts';
import { hold, type Held } from './hold.ts';
import type { Subject } from './subjects.ts';

const CHECKS = await checksOf<ExpertBench>('expert');

export async function holdExpert({ kind, name }: Subject): Promise<Held> {
  const emulator = await startExpert({ [kind]: name });
  const { baseUrl, admin, witness } = emulator;
  const secrets = new SecretRegistry();
  const transport = new Transport({
    baseUrl,
    userAgent: userAgent(),
    proxy: undefined,
    guard: new HostGuard([]),
    secrets,
    newContext: plainContext,
  });
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const { username, password } = admin;
  const target = { baseUrl, admin: { by: 'password' as const, username, password } };
  const bench = new ExpertBench(
    { target, transport, secrets, ledger },
    { prefix: 'keyturn', leftoverHours: 24, settleMs: 0 },
  );
  const isOurs = (userId: number) =>
    witness.users().some(({ id, preexisting }) => id === userId && !preexisting);
  try {
    return await hold(CHECKS, bench, {
      untilCaught: kind === 'fault',
      leftBehind: () => [
        ...witness
          .users()
          .flatMap((user) => (user.active && !user.preexisting ? [`user ${user.username}`] : [])),
        ...witness
          .liveTokens()
          .flatMap(({ userId }) => (isOurs(userId) ? [`token of user ${String(userId)}`] : [])),
        ...witness.touched().map((id) => `user ${String(id)} was touched`),
      ],
    });
  } finally {
    await transport.dispose();
    await emulator.close();
  }
}

/** Benches and connections on emulated Expert sites. */
import type { ExpertEmulator } from '../../emulators/expert/index.ts';
import { Ledger } from '../../helpers/ledger/ledger.ts';
import { runId } from '../../helpers/run-id.ts';
import { WHO_AM_I } from '../../helpers/systems/expert/api.ts';
import { ExpertBench } from '../../helpers/systems/expert/bench.ts';
import type { BenchSettings } from '../../helpers/systems/expert/bench-users.ts';
import type { ExpertConnection } from '../../helpers/systems/expert/connection.ts';
import type { ExpertAdmin } from '../../helpers/systems/expert/settings.ts';
import { transportTo } from './emulator-transport.ts';

/** Uses the admin's password, or the emulator's server API token. The caller disposes of its transport. */
export function expertConnection(
  { baseUrl, admin: { username, password }, serverToken }: ExpertEmulator,
  by: ExpertAdmin['by'] = 'password',
): ExpertConnection {
  const { transport, secrets } = transportTo(baseUrl, WHO_AM_I);
  const ledger = new Ledger({ tenant: baseUrl, run: runId() });
  const token = serverToken ?? { key: '', secret: '', user: '' };
  const admin: ExpertAdmin = by === 'password' ? { by, username, password } : { by, ...token };
  return { target: { baseUrl, admin }, transport, secrets, ledger };
}

/** The caller disposes of the transport of its connection. */
export function expertBench(
  emulator: ExpertEmulator,
  { by, ...settings }: Partial<BenchSettings> & { by?: ExpertAdmin['by'] } = {},
): ExpertBench {
  return new ExpertBench(expertConnection(emulator, by), {
    prefix: 'keyturn',
    leftoverHours: 24,
    settleMs: 0,
    emulated: true,
    ...settings,
  });
}

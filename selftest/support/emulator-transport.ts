/** A transport to an emulator: without Playwright's overhead for each call, and with delays that cost a test no time. */
import type { Call } from '../../helpers/http/call.ts';
import { HostGuard } from '../../helpers/http/hosts.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { userAgent } from '../../helpers/run-id.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { plainContext } from './plain-context.ts';

/** A tenant on this machine is not unavailable for any longer than this. */
const REFUSAL_RETRY_DELAY_MS = 10;

/** The same for an interceptor or a conflict. */
const RETRY_DELAY_MS = 10;

/** The caller disposes of the transport. */
export function transportTo(
  baseUrl: string,
  healthProbe: Call<unknown>,
): { transport: Transport; guard: HostGuard; secrets: SecretRegistry } {
  const guard = new HostGuard([]);
  const secrets = new SecretRegistry();
  const transport = new Transport({
    baseUrl,
    userAgent: userAgent(),
    proxy: undefined,
    guard,
    secrets,
    limits: { refusalRetryDelayMs: REFUSAL_RETRY_DELAY_MS, retryDelayMs: RETRY_DELAY_MS },
    healthProbe,
    newContext: plainContext,
  });
  return { transport, guard, secrets };
}

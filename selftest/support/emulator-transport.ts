/**
 * The transport to one of our emulators, without Playwright's overhead for each call, and with limits so short that no
 * test waits for them.
 */
import { HostGuard } from '../../helpers/http/hosts.ts';
import type { Call } from '../../helpers/http/call.ts';
import { Transport } from '../../helpers/http/transport.ts';
import { userAgent } from '../../helpers/run-id.ts';
import { SecretRegistry } from '../../helpers/secrets/registry.ts';
import { plainContext } from './plain-context.ts';

/** A tenant on this machine is not unavailable for longer. */
const REFUSAL_RETRY_DELAY_MS = 10;

/** An interceptor or a conflict on this machine does not last longer either. */
const RETRY_DELAY_MS = 10;

/** Dispose of the transport. */
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

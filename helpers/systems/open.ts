/** Opens what every connection to a tenant is built from. */
import { HostGuard } from '../http/hosts.ts';
import type { Limits } from '../http/limits.ts';
import type { OnWait } from '../http/pacing.ts';
import { type OnSend, Transport } from '../http/transport.ts';
import { Ledger } from '../ledger/ledger.ts';
import { runId, userAgent } from '../run-id.ts';
import { secrets } from '../secrets/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { joinWithOr } from '../settings/variables.ts';
import type { LedgerEvent } from '../verdict/cell.ts';
import type { ConnectionParts, OnTenant, System } from './system.ts';

/** Which tenant is opened, and what is called for everything that happens on it. */
interface Opening {
  baseUrl: string;
  /** Whether it is an emulator that ends with this process, so that nothing has to be remembered on disk. */
  emulated?: boolean;
  onWait?: OnWait;
  onSend?: OnSend;
  onLedgerEvent?: (event: LedgerEvent) => void;
}

/** The parts of a connection. A tenant may need several transports, one after the other. */
interface Opened extends Omit<ConnectionParts, 'transport'> {
  newTransport: (limits?: Partial<Limits>) => Transport;
}

/** Opens a tenant with the settings of the run. Nothing is sent yet. */
export function openConnection<Connection>(
  { settings: { tenant } }: Pick<System<Connection>, 'settings'>,
  { limits: ownLimits, whoAmI }: Pick<OnTenant<Connection>, 'limits' | 'whoAmI'>,
  { writeHosts, proxy, state }: Settings,
  { baseUrl, emulated = false, onWait, onSend, onLedgerEvent }: Opening,
): Opened {
  const guard = new HostGuard(writeHosts);
  const ledger = new Ledger({
    tenant: baseUrl,
    run: runId(),
    ...(emulated ? {} : { folder: state }),
    ...(onLedgerEvent === undefined ? {} : { onEvent: onLedgerEvent }),
  });
  const newTransport = (limits: Partial<Limits> = {}) =>
    new Transport({
      baseUrl,
      addressIn: joinWithOr(tenant),
      userAgent: userAgent(),
      proxy,
      guard,
      secrets,
      limits: { ...ownLimits, ...limits },
      healthProbe: whoAmI,
      ...(onWait === undefined ? {} : { onWait }),
      ...(onSend === undefined ? {} : { onSend }),
    });
  return { guard, ledger, newTransport };
}

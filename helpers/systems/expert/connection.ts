import type { Ledger } from '../../ledger/ledger.ts';
import type { Transport } from '../../http/transport.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';
import { ExpertApi } from './api.ts';
import { adminCredential } from './credentials.ts';
import type { ExpertTarget } from './settings.ts';

/** Everything that the suite needs to call one site. */
export interface ExpertConnection {
  target: ExpertTarget;
  transport: Transport;
  secrets: SecretRegistry;
  ledger: Ledger;
}

/** Calls as the admin, who authenticates with every call, so that no admin token has to be kept. */
export function asAdmin({ transport, target }: Pick<ExpertConnection, 'transport' | 'target'>): ExpertApi {
  return new ExpertApi(transport, adminCredential(target.admin));
}

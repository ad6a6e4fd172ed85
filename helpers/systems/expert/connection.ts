import type { Transport } from '../../http/transport.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';
import { ExpertApi } from './api.ts';
import { adminCredential } from './credentials.ts';
import { keepSetByAdmin } from './set-by-admin.ts';
import type { ExpertTarget } from './settings.ts';

/** Everything that is needed to call one site. */
export interface ExpertConnection {
  target: ExpertTarget;
  transport: Transport;
  secrets: SecretRegistry;
  /** Every user that the run leases or creates is recorded here first. */
  ledger: Ledger;
}

/** Returns the API as the admin, who authenticates with every call, so that no admin token has to be kept. */
export function asAdmin({ transport, target }: Pick<ExpertConnection, 'transport' | 'target'>): ExpertApi {
  return new ExpertApi(transport, adminCredential(target.admin), (password) => {
    keepSetByAdmin(transport, password);
  });
}

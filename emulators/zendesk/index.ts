/** A Zendesk tenant on this machine, started in this process. */
import { listen } from '../common/listen.ts';
import { withVariation } from '../common/overlays.ts';
import { createApp } from './app.ts';
import { Gate } from './http/gate.ts';
import type { Tenant } from './http/tenant.ts';
import { options as optionSet, type ZendeskOptions } from './tenant/options.ts';
import { seed } from './tenant/seed.ts';
import { TenantState } from './tenant/state.ts';
import { VARIATIONS } from './variations/index.ts';
import { createWitness, type Witness } from './witness.ts';

export type { HookResult, CallHook } from '../common/call-hook.ts';
export type { ZendeskOptions } from './tenant/options.ts';

export interface ZendeskEmulator {
  /** `http://127.0.0.1:PORT` */
  baseUrl: string;
  /** The OAuth client. `client_credentials` acts as the admin. The secret is new with every start. */
  client: { identifier: string; id: number; secret: string };
  /** What the admin signs in with. The password is new with every start. */
  admin: { id: number; email: string; password: string };
  /** The redirect URI registered with the client. */
  redirectUri: string;
  witness: Witness;
  /** Stops listening and drops open connections at once. */
  close(): Promise<void>;
}

/** Starts a separate tenant that shares nothing with other starts. */
export async function startZendesk(options: Partial<ZendeskOptions> = {}): Promise<ZendeskEmulator> {
  const tenant = withGate(new TenantState(optionSet.complete(withVariation(VARIATIONS, options))));
  const { admin, adminPassword, client } = seed(tenant);
  tenant.indexInitialPeople();
  const witness = createWitness(tenant);
  const { baseUrl, close } = await listen(createApp(tenant), tenant.options.port);
  tenant.baseUrl = baseUrl;
  return {
    baseUrl,
    client: { identifier: client.identifier, id: client.id, secret: client.secret },
    admin: { id: admin.id, email: 'service.admin@example.com', password: adminPassword },
    redirectUri: tenant.options.redirectUri,
    witness,
    close,
  };
}

/** A tenant with everything that decides about its calls, before any overlay is installed. */
function withGate(state: TenantState): Tenant {
  return Object.assign(state, { gate: new Gate(state) });
}

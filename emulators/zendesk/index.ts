/** A Zendesk tenant on this machine, started in this process. */
import { listen, type Listening } from '../common/listen.ts';
import { withVariation } from '../common/overlays.ts';
import { createApp, createControlApp } from './app.ts';
import { Gate } from './http/gate.ts';
import type { Tenant } from './http/tenant.ts';
import { openDelivery, type Delivery } from './mail/delivery.ts';
import { readMailTarget } from './tenant/mail-target.ts';
import { options as optionSet, type ZendeskOptions } from './tenant/options.ts';
import { seed } from './tenant/seed.ts';
import { TenantState } from './tenant/state.ts';
import { VARIATIONS } from './variations/index.ts';
import { createOperations, type Operations } from './operations.ts';
import { createWitness, type Witness } from './witness.ts';

export type { HookResult, CallHook } from '../common/call-hook.ts';
export type { ZendeskOptions } from './tenant/options.ts';

export interface ZendeskEmulator {
  /** `http://127.0.0.1:PORT` or, over HTTPS, another origin. */
  baseUrl: string;
  /** The TCP port on 127.0.0.1. */
  port: number;
  /** Where the passcode command reads mails, over plain HTTP. */
  controlUrl: string;
  /** The OAuth client. `client_credentials` acts as the admin. The secret is new with every start. */
  client: { identifier: string; id: number; secret: string };
  /** What the admin signs in with. The password is new with every start. */
  admin: { id: number; email: string; password: string };
  /** The redirect URI registered with the client. */
  redirectUri: string;
  witness: Witness;
  operations: Operations;
  changeCertificate: Listening['changeCertificate'];
  /** Stops listening and drops open connections at once. */
  close(): Promise<void>;
}

/** Starts a separate tenant that shares nothing with other starts. */
export async function startZendesk(options: Partial<ZendeskOptions> = {}): Promise<ZendeskEmulator> {
  const tenant = withGate(new TenantState(optionSet.complete(withVariation(VARIATIONS, options))));
  const { admin, adminPassword, client } = seed(tenant);
  tenant.indexInitialPeople();
  const witness = createWitness(tenant);
  const operations = createOperations(tenant, client);
  const delivery = await deliveryOf(tenant);
  const { port: wantedPort, secure } = tenant.options;
  const { baseUrl, port, changeCertificate, close } = await listen(createApp(tenant), wantedPort, secure);
  const control = secure === undefined ? undefined : await listen(createControlApp(tenant), 0);
  tenant.baseUrl = baseUrl;
  return {
    baseUrl,
    port,
    controlUrl: control?.baseUrl ?? baseUrl,
    client: { identifier: client.identifier, id: client.id, secret: client.secret },
    admin: { id: admin.id, email: 'service.admin@example.com', password: adminPassword },
    redirectUri: tenant.options.redirectUri,
    witness,
    operations,
    changeCertificate,
    async close() {
      await Promise.all([close(), control?.close(), delivery?.settled()]);
    },
  };
}

/** Connects the tenant's mailbox with the one of the option `mailTo`. */
async function deliveryOf(tenant: TenantState): Promise<Delivery | undefined> {
  const target = tenant.options.mailTo === null ? null : readMailTarget(tenant.options.mailTo);
  if (target === null) return undefined;
  const delivery = await openDelivery(target, (sentence) => console.error(sentence));
  tenant.mailbox.forwardTo(delivery.deliver);
  return delivery;
}

/** A tenant with everything that decides about its calls, before any overlay is installed. */
function withGate(state: TenantState): Tenant {
  return Object.assign(state, { gate: new Gate(state) });
}

import type { System } from '../../../../../helpers/systems/system.ts';
import { acmeSettings } from './settings.ts';
import type { AcmeConnection } from './things.ts';

/** An invented system, as small as possible. */
export const acme = {
  name: 'acme',
  title: 'Acme',
  settings: acmeSettings,
  adminNeedsBrowser: () => false,
  testUserNeedsBrowser: false,
  onTenant: async () => (await import('./things.ts')).onTenant,
  setup: async () => (await import('./setup.ts')).setup(),
} satisfies System<AcmeConnection>;

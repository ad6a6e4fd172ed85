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
  onTenant: () => (require('./things.ts') as typeof import('./things.ts')).onTenant,
  setup: () => (require('./setup.ts') as typeof import('./setup.ts')).setup(),
} satisfies System<AcmeConnection>;

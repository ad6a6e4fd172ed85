import type { System } from '../../../../../helpers/systems/system.ts';
import { acmeSettings } from './settings.ts';
import { type AcmeConnection, cleanUp, WHO_AM_I } from './things.ts';

/** A made-up system, as small as one can be. */
export const acme = {
  name: 'acme',
  title: 'Acme',
  settings: acmeSettings,
  adminNeedsBrowser: () => false,
  testUserNeedsBrowser: false,
  whoAmI: WHO_AM_I,
  cleanUp,
} satisfies System<AcmeConnection>;

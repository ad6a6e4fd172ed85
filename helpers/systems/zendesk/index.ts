import type { System } from '../system.ts';
import { WHO_AM_I } from './api.ts';
import { cleanUp } from './clean-up.ts';
import { zendeskSettings } from './settings.ts';
import type { ZendeskConnection } from './sign-in.ts';

/** Zendesk: the Support API, and signing in on the pages of a tenant. */
export const zendesk = {
  name: 'zendesk',
  title: 'Zendesk',
  settings: zendeskSettings,
  adminNeedsBrowser: (settings) => settings.of(zendeskSettings).target?.admin.grant === 'authorization_code',
  testUserNeedsBrowser: true,
  whoAmI: WHO_AM_I,
  cleanUp: (connection, settings) => cleanUp(connection, settings.of(zendeskSettings).testUser.email),
} satisfies System<ZendeskConnection>;

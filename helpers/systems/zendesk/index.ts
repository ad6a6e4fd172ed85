import type { System } from '../system.ts';
import type { ZendeskConnection } from './connection.ts';
import { zendeskSettings } from './settings.ts';

/** Zendesk: the Support API, and the sign-in pages of a tenant. */
export const zendesk = {
  name: 'zendesk',
  title: 'Zendesk',
  settings: zendeskSettings,
  adminNeedsBrowser: (settings) => settings.of(zendeskSettings).target?.admin.grant === 'authorization_code',
  testUserNeedsBrowser: true,
  onTenant: () => (require('./on-tenant.ts') as typeof import('./on-tenant.ts')).onTenant,
  setup: () => (require('./setup.ts') as typeof import('./setup.ts')).setup(),
} satisfies System<ZendeskConnection>;

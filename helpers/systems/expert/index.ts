import type { System } from '../system.ts';
import type { ExpertConnection } from './connection.ts';
import { expertSettings } from './settings.ts';

/** NICE CXone Expert, with the API that it inherited from MindTouch. */
export const expert = {
  name: 'expert',
  title: 'CXone Expert',
  settings: expertSettings,
  adminNeedsBrowser: () => false,
  testUserNeedsBrowser: false,
  onTenant: () => (require('./on-tenant.ts') as typeof import('./on-tenant.ts')).onTenant,
  setup: () => (require('./setup.ts') as typeof import('./setup.ts')).setup(),
} satisfies System<ExpertConnection>;

import type { OnTenant } from '../system.ts';
import { WHO_AM_I } from './api.ts';
import { cleanUp } from './clean-up.ts';
import type { ZendeskConnection } from './connection.ts';
import { zendeskSettings } from './settings.ts';

export const onTenant: OnTenant<ZendeskConnection> = {
  whoAmI: WHO_AM_I,
  cleanUp: (connection, settings) => cleanUp(connection, settings.of(zendeskSettings).testUser.email),
  examination: (parts, settings, tools) =>
    (require('./examination.ts') as typeof import('./examination.ts')).examinationOf(parts, settings, tools),
};

import type { OnTenant } from '../system.ts';
import { WHO_AM_I } from './api.ts';
import { cleanUp } from './clean-up.ts';
import type { ExpertConnection } from './connection.ts';
import { expertSettings } from './settings.ts';

/** A user document has a few kilobytes, so this is enough for a page of users. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

export const onTenant: OnTenant<ExpertConnection> = {
  limits: { maxBodyBytes: MAX_BODY_BYTES },
  whoAmI: WHO_AM_I,
  cleanUp: (connection, settings) => cleanUp(connection, settings.of(expertSettings).testUsername),
  examination: (parts, settings) =>
    (require('./examination.ts') as typeof import('./examination.ts')).examinationOf(parts, settings),
};

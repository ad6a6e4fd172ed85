/** Makes a test of each cell. The cells themselves are in `cells/`. */
import { zendeskNotebook } from '../../fixtures/zendesk/index.ts';
import { preflight } from './cells/preflight.ts';
import { setUserPassword } from './cells/set-user-password.ts';

zendeskNotebook(setUserPassword, preflight);

/** Makes a test of each cell. The cells themselves are in `cells/set-user-password.ts`. */
import { zendeskNotebook } from '../../fixtures/zendesk/index.ts';
import { setUserPassword } from './cells/set-user-password.ts';

zendeskNotebook(setUserPassword);

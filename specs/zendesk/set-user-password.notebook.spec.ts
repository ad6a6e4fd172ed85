/** Makes a test of each cell; the story itself stands in `cells/set-user-password.ts`. */
import { zendeskNotebook } from '../../fixtures/zendesk/index.ts';
import { setUserPassword } from './cells/set-user-password.ts';

zendeskNotebook(setUserPassword);

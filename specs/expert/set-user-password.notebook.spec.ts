/** Makes a test of each cell. The cells themselves are in `cells/`. */
import { expertNotebook } from '../../fixtures/expert/index.ts';
import { preflight } from './cells/preflight.ts';
import { setUserPassword } from './cells/set-user-password.ts';

expertNotebook(setUserPassword, preflight);

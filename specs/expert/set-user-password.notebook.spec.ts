/** Makes a test of each cell. The cells themselves are in `cells/set-user-password.ts`. */
import { expertNotebook } from '../../fixtures/expert/index.ts';
import { setUserPassword } from './cells/set-user-password.ts';

expertNotebook(setUserPassword);

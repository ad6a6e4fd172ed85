/** Makes a test of each cell. The story itself is in `cells/set-user-password.ts`. */
import { expertNotebook } from '../../fixtures/expert/index.ts';
import { setUserPassword } from './cells/set-user-password.ts';

expertNotebook(setUserPassword);

/** Makes a test of the first cell, which runs before the contract checks. The cell itself is in `cells/preflight.ts`. */
import { expertNotebook } from '../../fixtures/expert/index.ts';
import { preflight } from './cells/preflight.ts';

expertNotebook(preflight);

/** Makes a test of the first cell, before every spec; the cell itself stands in `cells/preflight.ts`. */
import { expertNotebook } from '../../fixtures/expert/index.ts';
import { preflight } from './cells/preflight.ts';

expertNotebook(preflight);

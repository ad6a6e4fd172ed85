/** Makes a test of the first cell, before every spec; the cell itself stands in `cells/preflight.ts`. */
import { zendeskNotebook } from '../../fixtures/zendesk/index.ts';
import { preflight } from './cells/preflight.ts';

zendeskNotebook(preflight);

import { acmeNotebook } from '../../fixtures/acme/index.ts';
import { preflight } from './cells/preflight.ts';
import { things } from './cells/things.ts';

acmeNotebook(things, preflight);

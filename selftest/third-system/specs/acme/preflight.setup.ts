import { acmeNotebook } from '../../fixtures/acme/index.ts';
import { preflight } from './cells/preflight.ts';

acmeNotebook(preflight);

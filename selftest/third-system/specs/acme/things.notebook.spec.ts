import { acmeNotebook } from '../../fixtures/acme/index.ts';
import { things } from './cells/things.ts';

acmeNotebook(things);

/** Every named fault and every honest variation: `npm run faults`. */
import { TENANTS } from './tenants.ts';
import { makeTests } from './tests.ts';

makeTests(TENANTS, { strict: false });

/** A sample of the faults and variations, and the plain emulator of each system; `npm run faults` judges all of them. */
import { sampleOfTenants } from './tenants.ts';
import { makeTests } from './tests.ts';

makeTests(sampleOfTenants());

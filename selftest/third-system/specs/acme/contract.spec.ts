import { acmeContract } from '../../fixtures/acme/index.ts';
import { thingChecks } from './checks/things.ts';

acmeContract(thingChecks);

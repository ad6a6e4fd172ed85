/** Makes a test of each contract check; the checks themselves are in `checks/`. */
import { expertContract } from '../../fixtures/expert/index.ts';
import { CHECKS } from './checks/index.ts';

expertContract(CHECKS);

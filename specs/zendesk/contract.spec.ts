/** Makes a test of each contract check; the checks themselves are in `checks/`. */
import { zendeskContract } from '../../fixtures/zendesk/index.ts';
import { CHECKS } from './checks/index.ts';

zendeskContract(CHECKS);

/** The lies that the emulated tenant can tell: one file a subject, put together here. */
import type { NamedFault } from '../../common/faults.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { tokenFaults } from './tokens.ts';

export type ZendeskFault = NamedFault<Tenant>;

export const FAULTS: readonly ZendeskFault[] = [...tokenFaults];

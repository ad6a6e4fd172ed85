/** What honest tenants differ in: a suite that calls one of these dishonest raises a false alarm. */
import type { Variation } from '../common/faults.ts';
import type { ZendeskOptions } from './options.ts';
import type { Tenant } from './tenant/tenant.ts';

export const VARIATIONS: readonly Variation<Tenant, ZendeskOptions>[] = [
  {
    name: 'extra-fields',
    sentence: 'Replies carry fields that no documentation names.',
    options: { extraFields: true },
  },
];

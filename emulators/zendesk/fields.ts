/** The fields that honest tenants may leave out of their answers: by the documented examples, most of them. */
import type { OptionalField } from '../common/faults.ts';
import { clientFields } from './fields/clients.ts';
import { grantFields } from './fields/grants.ts';
import { listFields } from './fields/lists.ts';
import { refusalFields } from './fields/refusals.ts';
import { tokenFields } from './fields/tokens.ts';
import { userFields } from './fields/users.ts';
import type { Tenant } from './tenant/tenant.ts';

export type ZendeskField = OptionalField<Tenant>;

export const FIELDS: readonly ZendeskField[] = [
  ...tokenFields,
  ...grantFields,
  ...userFields,
  ...listFields,
  ...clientFields,
  ...refusalFields,
];

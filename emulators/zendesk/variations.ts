/** What honest tenants differ in: a suite that calls one of these dishonest raises a false alarm. */
import { withoutFields, type Variation } from '../common/faults.ts';
import { FIELDS } from './fields.ts';
import type { ZendeskOptions } from './options.ts';
import type { Tenant } from './tenant/tenant.ts';
import { accountVariations } from './variations/account.ts';
import { pageVariations } from './variations/pages.ts';
import { signInPageVariations } from './variations/sign-in-pages.ts';
import { passwordVariations } from './variations/passwords.ts';
import { tokenVariations } from './variations/tokens.ts';
import { userVariations } from './variations/users.ts';
import { wireVariations } from './variations/wire.ts';

export type ZendeskVariation = Variation<Tenant, ZendeskOptions>;

export const VARIATIONS: readonly ZendeskVariation[] = [
  ...wireVariations,
  ...pageVariations,
  ...signInPageVariations,
  ...tokenVariations,
  ...passwordVariations,
  ...userVariations,
  ...accountVariations,
  ...withoutFields(FIELDS),
];

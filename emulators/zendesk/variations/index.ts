/** What honest tenants differ in: a suite that calls one of these dishonest raises a false alarm. */
import { withoutFields, type Variation } from '../../common/faults.ts';
import { FIELDS } from '../fields/index.ts';
import type { ZendeskOptions } from '../options.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { accountVariations } from './account.ts';
import { pageVariations } from './pages.ts';
import { signInPageVariations } from './sign-in-pages.ts';
import { passwordVariations } from './passwords.ts';
import { tokenVariations } from './tokens.ts';
import { userVariations } from './users.ts';
import { wireVariations } from './wire.ts';

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

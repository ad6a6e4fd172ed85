/** The variations of the emulated tenant. A check that fails on one of them is a false alarm. */
import { withoutFields } from '../../common/overlays.ts';
import { FIELDS } from '../fields/index.ts';
import type { ZendeskVariation } from '../overlays/types.ts';
import { accountVariations } from './account.ts';
import { pageVariations } from './pages.ts';
import { passwordVariations } from './passwords.ts';
import { signInPageVariations } from './sign-in-pages.ts';
import { tokenVariations } from './tokens.ts';
import { userVariations } from './users.ts';
import { wireVariations } from './wire.ts';

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

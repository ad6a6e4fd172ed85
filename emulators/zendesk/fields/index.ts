/** The optional fields. Most of them are missing in the documented examples. */
import type { ZendeskField } from '../overlays/types.ts';
import { clientFields } from './clients.ts';
import { grantFields } from './grants.ts';
import { listFields } from './lists.ts';
import { refusalFields } from './refusals.ts';
import { tokenFields } from './tokens.ts';
import { userFields } from './users.ts';

export const FIELDS: readonly ZendeskField[] = [
  ...tokenFields,
  ...grantFields,
  ...userFields,
  ...listFields,
  ...clientFields,
  ...refusalFields,
];

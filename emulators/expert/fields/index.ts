/**
 * Fields that honest sites may leave out of their answers. Each gives a variation that leaves it out, and a fault that
 * lies about it.
 */
import type { OptionalField } from '../../common/faults.ts';
import { cookieFields } from './cookies.ts';
import { errorFields } from './errors.ts';
import { listFields } from './lists.ts';
import { userFields } from './users.ts';
import type { Site } from '../site/site.ts';

export const FIELDS: readonly OptionalField<Site>[] = [
  ...userFields,
  ...listFields,
  ...errorFields,
  ...cookieFields,
];

/**
 * Fields that honest sites may leave out of their answers. Each gives a variation that omits it, and a fault that
 * falsifies it.
 */
import type { ExpertField } from '../overlays/types.ts';
import { cookieFields } from './cookies.ts';
import { errorFields } from './errors.ts';
import { listFields } from './lists.ts';
import { userFields } from './users.ts';

export const FIELDS: readonly ExpertField[] = [...userFields, ...listFields, ...errorFields, ...cookieFields];

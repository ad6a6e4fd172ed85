/**
 * Fields that honest sites may leave out of their answers. Each gives a variation that leaves it out, and a fault that
 * lies about it.
 */
import type { OptionalField } from '../common/faults.ts';
import type { ExpertFault } from './faults/index.ts';
import { cookieFields } from './fields/cookies.ts';
import { errorFields } from './fields/errors.ts';
import { listFields } from './fields/lists.ts';
import { userFields } from './fields/users.ts';
import type { Site } from './site/site.ts';
import type { ExpertVariation } from './variations.ts';

export const FIELDS: readonly OptionalField<Site>[] = [
  ...userFields,
  ...listFields,
  ...errorFields,
  ...cookieFields,
];

export const fieldVariations: readonly ExpertVariation[] = FIELDS.map(({ name, what, leaveOut }) => ({
  name: `without-${name}`,
  sentence: `Answers leave out ${what}.`,
  field: name,
  install: leaveOut,
}));

export const fieldFaults: readonly ExpertFault[] = FIELDS.map(({ name, sentence, lie }) => ({
  name: `${name}-untrue`,
  sentence,
  field: name,
  install: lie,
}));

/** What honest sites differ in: a suite that calls one of these dishonest raises a false alarm. */
import type { Variation } from '../common/faults.ts';
import type { ExpertOptions } from './options.ts';
import type { Site } from './site/site.ts';

export const VARIATIONS: readonly Variation<Site, ExpertOptions>[] = [
  {
    name: 'extra-fields',
    sentence: 'Replies carry fields that no documentation names.',
    options: { extraFields: true },
  },
];

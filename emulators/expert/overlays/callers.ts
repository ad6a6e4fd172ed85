/** Overlays that change who counts as the caller. */
import type { Behavior } from '../http/site.ts';
import type { ExpertFault } from './types.ts';

/** Another way to find the caller. */
export function identifies(
  name: string,
  sentence: string,
  other: (honest: Behavior['identify']) => Behavior['identify'],
): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      behavior.identify = other(behavior.identify);
      return undefined;
    },
  };
}

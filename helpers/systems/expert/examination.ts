/** The examination of an Expert site by `npm run doctor`. It obtains no token, because such a token could not be revoked. */
import type { Examination } from '../../preflight/examination.ts';
import { examine, type Examined } from '../../preflight/requirements.ts';
import { secrets } from '../../secrets/registry.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ConnectionParts } from '../system.ts';
import { ExpertSubject, requirements } from './requirements.ts';
import { expertSettings } from './settings.ts';

const NO_TOKEN: Examined = {
  name: 'no-token',
  sentence: 'This examination obtained no token.',
  finding: {
    is: 'met',
    seen: 'each call carried the admin’s own credential (an Expert token could not be revoked)',
  },
};

/** Prepares the examination of the configured site. */
export function examinationOf({ transport, ledger }: ConnectionParts, settings: Settings): Examination {
  const { target, testUsername: prefix } = settings.of(expertSettings);
  if (target === undefined) throw new Error('There is no Expert site to examine.');
  const subject = new ExpertSubject(
    { transport, ledger, target, secrets },
    { prefix, leftoverHours: settings.leftoverHours },
  );
  return {
    examine: (onStart) => examine(requirements, subject, onStart),
    finish: () => Promise.resolve([NO_TOKEN]),
  };
}

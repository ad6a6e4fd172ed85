/**
 * Everything that a run needs of a Zendesk tenant, in the order in which a person would mend it. Checking it only reads. The
 * preflight of a run and `npm run doctor` share this list.
 */
import type { Requirement } from '../../preflight/requirements.ts';
import { leftovers, mails, seats } from './requirements-account.ts';
import { client } from './requirements-client.ts';
import { load, reach } from './requirements-reach.ts';
import { security } from './requirements-security.ts';
import { signIn } from './requirements-sign-in.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

export const requirements: readonly Requirement<ZendeskSubject>[] = [
  ...reach,
  ...client,
  ...security,
  ...signIn,
  ...seats,
  ...mails,
  ...load,
  ...leftovers,
];

/** How a site handles calls, before any overlay is installed. */
import { authenticate } from './auth/authenticate.ts';
import { basicCredentials } from './auth/basic.ts';
import { identify } from './auth/identify.ts';
import type { Behavior, Site } from './http/site.ts';
import type { SiteState } from './site/state.ts';
import { listUsers, searchUsers } from './users/list.ts';
import { demandAuthority, setPassword, storePassword } from './users/password.ts';
import { readUser } from './users/read.ts';
import { targetOf } from './users/resolve.ts';
import { createUser, updateUser } from './users/write.ts';

/** A site that behaves exactly like the service. */
export function served(state: SiteState): Site {
  return Object.assign(state, { behavior: honestBehavior() });
}

function honestBehavior(): Behavior {
  return {
    identify,
    basicCredentials,
    targetOf,
    demandAuthority,
    storePassword,
    features: {
      authenticate,
      list: listUsers,
      search: searchUsers,
      create: createUser,
      read: readUser,
      update: updateUser,
      password: setPassword,
    },
  };
}

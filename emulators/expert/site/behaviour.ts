/**
 * What a site does with a call. It stands on an object of each site, and not only in modules, so that whatever is put
 * over one site can replace a part of it.
 */
import { authenticate } from '../auth/authenticate.ts';
import { basicCredentials } from '../auth/basic.ts';
import { identify, type Caller } from '../auth/identify.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Reply } from '../http/respond.ts';
import type { Feature } from '../http/routes.ts';
import { listUsers, searchUsers } from '../users/list.ts';
import { demandAuthority, setPassword, storePassword } from '../users/password.ts';
import { readUser } from '../users/read.ts';
import { targetOf } from '../users/resolve.ts';
import { createUser, updateUser } from '../users/write.ts';
import type { Site } from './site.ts';

/** Answers a call that reached a feature. `userId` is the free segment of its path, decoded once. */
type Perform = (site: Site, request: DekiRequest, caller: Caller, userId: string) => Reply | Promise<Reply>;

export interface Behaviour {
  identify: typeof identify;
  basicCredentials: typeof basicCredentials;
  /** Of all features with a `{userid}`. */
  targetOf: typeof targetOf;
  /** Of the password feature alone. */
  demandAuthority: typeof demandAuthority;
  storePassword: typeof storePassword;
  features: Record<Feature, Perform>;
}

/** Everything as the service does it. */
export function honestBehaviour(): Behaviour {
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

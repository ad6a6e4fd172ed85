/** A site that answers calls: its state, and what it does with each call. */
import type { Person } from '../site/people.ts';
import type { SiteState } from '../site/state.ts';
import type { Caller, Demand } from './caller.ts';
import type { DekiRequest } from './request.ts';
import type { Feature } from './routes.ts';
import type { Reply } from './reply.ts';

/** Name and password of a Basic sign-in. */
export interface Credentials {
  username: string;
  password: string;
}

/** Answers a call that reached a feature. `userId` is the free segment of its path, decoded once. */
type Perform = (site: Site, request: DekiRequest, caller: Caller, userId: string) => Reply | Promise<Reply>;

/** What a site does with a call. */
export interface Behavior {
  /** @throws {Refusal} where nobody may call like this */
  identify: (site: Site, request: DekiRequest, demand: Demand) => Caller;
  /** Of the header `Authorization`; null where it holds none. */
  basicCredentials: (header: string | undefined) => Credentials | null;
  /** Whom a path names, of all features with a `{userid}`. */
  targetOf: (site: Site, userId: string, caller: Person) => Person | undefined;
  /** Of the password feature alone. @throws {Refusal} where the caller may not set the password */
  demandAuthority: (site: Site, request: DekiRequest, caller: Caller, target: Person) => void;
  storePassword: (target: Person, password: string, alternate: boolean) => void;
  features: Record<Feature, Perform>;
}

export interface Site extends SiteState {
  /** Part of each site, so that what is put over one site can replace a part of it. */
  readonly behaviour: Behavior;
}

/** A site that answers calls: its state, and how it handles each call. */
import type { Person } from '../site/people.ts';
import type { SiteState } from '../site/state.ts';
import type { Caller, Demand } from './caller.ts';
import type { Reply } from './reply.ts';
import type { DekiRequest } from './request.ts';
import type { Feature } from './routes.ts';

/** User name and password of a Basic sign-in. */
export interface Credentials {
  username: string;
  password: string;
}

/** Answers a call that reached a feature. `userId` is the free segment of its path, decoded once. */
type Perform = (site: Site, request: DekiRequest, caller: Caller, userId: string) => Reply | Promise<Reply>;

/** How a site handles a call. */
export interface Behavior {
  /** @throws {Refusal} if the credentials are not accepted */
  identify: (site: Site, request: DekiRequest, demand: Demand) => Caller;
  /** Parses the `Authorization` header; null if it has no Basic credentials. */
  basicCredentials: (header: string | undefined) => Credentials | null;
  /** The user that a path names, for all features with a `{userid}`. */
  targetOf: (site: Site, userId: string, caller: Person) => Person | undefined;
  /** For the password feature only. @throws {Refusal} if the caller may not set the password */
  demandAuthority: (site: Site, request: DekiRequest, caller: Caller, target: Person) => void;
  storePassword: (target: Person, password: string, alternate: boolean) => void;
  features: Record<Feature, Perform>;
}

export interface Site extends SiteState {
  /** Belongs to each site, so that an overlay of one site can replace a part of it. */
  readonly behavior: Behavior;
}

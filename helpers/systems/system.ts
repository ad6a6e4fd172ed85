import type { Call } from '../http/call.ts';
import type { Limits } from '../http/limits.ts';
import type { AnyGroup } from '../settings/group.ts';
import type { Settings } from '../settings/settings.ts';
import type { CleanUpRecord } from '../clean-up/clean-up.ts';

/** What the settings of every system say. */
interface SystemSettings {
  /** The live tenant, or nothing: then the emulator stands in. */
  target: { baseUrl: string } | undefined;
}

/**
 * A system that Keyturn has a notebook for: all that the rest of Keyturn knows of it. `Connection` is what its own code
 * deals with a tenant by; whoever goes through the list of systems does not.
 */
export interface System<Connection = never> {
  /** Name of its project, and of its folder in specs, fixtures, helpers and emulators; addresses begin with it. */
  name: string;
  /** What people call it. */
  title: string;
  /** Its variables: their prefix, what is secret, what names a tenant, and what becomes of them. */
  settings: AnyGroup<SystemSettings>;
  /** Whether its admin signs in on a page: then a sweep needs a browser. */
  adminNeedsBrowser: (settings: Settings) => boolean;
  /** Whether its test user signs in on a page: then its notebook and its checks need one. */
  testUserNeedsBrowser: boolean;
  /**
   * What is done on a tenant of it. Loaded when one is opened: the list of systems is read by every process of ours, also by
   * one that only says what was misspelt.
   */
  onTenant: () => Promise<OnTenant<Connection>>;
}

/** What is done on the tenants of a system, whichever it is. */
export interface OnTenant<Connection> {
  /** Bounds of its calls, where they are not the usual ones. */
  limits?: Partial<Limits>;
  /** Says who calls. Whoever may call at all may call it, so that it tells whether the service is well. */
  whoAmI: Call<unknown>;
  /** Removes what this run has created on a tenant, by itself, and proves that it is gone. */
  cleanUp: (connection: Connection, settings: Settings) => Promise<CleanUpRecord>;
}

/** What a system is to the rest of Keyturn. */
import type { CleanUpRecord } from '../clean-up/clean-up.ts';
import type { Call } from '../http/call.ts';
import type { Limits } from '../http/limits.ts';
import type { Examination, ExaminationTools } from '../preflight/examination.ts';
import type { ConnectionParts, Setup } from '../questions/question.ts';
import type { AnyGroup } from '../settings/group.ts';
import type { Settings } from '../settings/settings.ts';

export type { ConnectionParts } from '../questions/question.ts';

/** The settings that every system has. */
interface SystemSettings {
  /** The live tenant. `undefined` if the emulator stands in for it. */
  target: { baseUrl: string } | undefined;
}

/**
 * A system that Keyturn has a notebook for. The rest of Keyturn knows nothing else about it. `Connection` is the type with which
 * the system's own code reaches a tenant. Code that goes through the list of systems does not use it.
 */
export interface System<Connection = never> {
  /** The name of its Playwright project, and of its folders in specs, fixtures, helpers and emulators. Addresses begin with it. */
  name: string;
  /** Its name in reports. */
  title: string;
  /** Its variables: their prefix, which are secrets, which name a tenant, and how they become settings. */
  settings: AnyGroup<SystemSettings>;
  /** Whether its admin signs in on a page, so that a sweep needs a browser. */
  adminNeedsBrowser: (settings: Settings) => boolean;
  /** Whether its test user signs in on a page, so that its notebook and its checks need a browser. */
  testUserNeedsBrowser: boolean;
  /**
   * Loads the code that works on its tenants, when a tenant is opened. Every Keyturn process reads the list of systems, even one
   * that only reports a misspelled setting, and does not need this code.
   */
  onTenant: () => OnTenant<Connection>;
  /** Loads the questions of `npm run setup`. */
  setup: () => Setup;
}

/** The part of a system that works on its tenants. */
export interface OnTenant<Connection> {
  /** Limits of its calls, if they differ from the defaults. */
  limits?: Partial<Limits>;
  /** A call that shows who the caller is. Every caller may make it, so it serves as the health probe. */
  whoAmI: Call<unknown>;
  /** Removes what this run created on a tenant, and proves that it is gone. It signs in on its own. */
  cleanUp: (connection: Connection, settings: Settings) => Promise<CleanUpRecord>;
  /** Prepares the examination of the configured tenant. Nothing is sent yet. Only `npm run doctor` loads the code for it. */
  examination: (parts: ConnectionParts, settings: Settings, tools: ExaminationTools) => Examination;
}

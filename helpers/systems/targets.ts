import type { Settings } from '../settings/settings.ts';

/** A system that Keyturn has a notebook for. */
export interface System {
  /** Name of its project, and of its folder in specs, helpers and emulators. */
  name: string;
  title: string;
  /** Its live tenant's address, if one is configured. */
  tenantOf: (settings: Settings) => string | undefined;
  /** Whether its admin signs in on a page: then a sweep needs a browser. */
  adminNeedsBrowser: (settings: Settings) => boolean;
  /** Whether its test user signs in on a page: then its notebook and its checks need one. */
  testUserNeedsBrowser: boolean;
}

/** The list of systems: a new one is a line here. */
export const SYSTEMS: readonly System[] = [
  {
    name: 'zendesk',
    title: 'Zendesk',
    tenantOf: ({ zendesk }) => zendesk?.baseUrl,
    adminNeedsBrowser: ({ zendesk }) => zendesk?.admin.grant === 'authorization_code',
    testUserNeedsBrowser: true,
  },
  {
    name: 'expert',
    title: 'CXone Expert',
    tenantOf: ({ expert }) => expert?.baseUrl,
    adminNeedsBrowser: () => false,
    testUserNeedsBrowser: false,
  },
];

/** What a run is about: one system, on its live tenant or on its emulator. */
export interface Target {
  system: System;
  /** Nothing stands for the emulator. */
  tenant: string | undefined;
}

/**
 * The targets of a run. If any tenant is configured, only configured tenants run: a nightly must never be
 * green because an emulator was tested instead.
 */
export function targetsOf(settings: Settings): Target[] {
  const all = SYSTEMS.map((system) => ({ system, tenant: system.tenantOf(settings) }));
  const live = all.filter(({ tenant }) => tenant !== undefined);
  return live.length > 0 ? live : all;
}

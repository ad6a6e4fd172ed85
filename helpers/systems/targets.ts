/** The targets of a run. */
import type { Loaded } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { SYSTEMS } from './index.ts';
import type { System } from './system.ts';

/** What a run tests: one system, on its live tenant or on its emulator. */
export interface Target {
  system: System;
  /** The URL of the tenant. `undefined` for the emulator. */
  tenant: string | undefined;
}

/**
 * Returns the targets of a run. If any tenant is configured, only configured tenants are tested. A nightly run must never be
 * green because an emulator was tested instead.
 */
export function targetsOf(settings: Settings): Target[] {
  const all = SYSTEMS.map((system) => ({ system, tenant: settings.of(system.settings).target?.baseUrl }));
  const live = all.filter(({ tenant }) => tenant !== undefined);
  return live.length > 0 ? live : all;
}

/** Like {@link targetsOf}. If the settings are wrong, nothing counts as configured. The mistakes are reported elsewhere. */
export function targetsOfLoaded(loaded: Loaded): Target[] {
  return loaded.ok ? targetsOf(loaded.settings) : SYSTEMS.map((system) => ({ system, tenant: undefined }));
}

/** What a run is about. */
import type { Loaded } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import { SYSTEMS } from './index.ts';
import type { System } from './system.ts';

/** What a run is about: one system, on its live tenant or on its emulator. */
export interface Target {
  system: System;
  /** The address of the tenant; nothing stands for the emulator. */
  tenant: string | undefined;
}

/**
 * The targets of a run. If any tenant is configured, only configured tenants run: a nightly must never be
 * green because an emulator was tested instead.
 */
export function targetsOf(settings: Settings): Target[] {
  const all = SYSTEMS.map((system) => ({ system, tenant: settings.of(system.settings).target?.baseUrl }));
  const live = all.filter(({ tenant }) => tenant !== undefined);
  return live.length > 0 ? live : all;
}

/** The same, where the settings may be wrong: then as if nothing were configured, since that is said elsewhere. */
export function targetsOfLoaded(loaded: Loaded): Target[] {
  return loaded.ok ? targetsOf(loaded.settings) : SYSTEMS.map((system) => ({ system, tenant: undefined }));
}

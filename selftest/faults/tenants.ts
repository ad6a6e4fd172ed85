/** The tenants that are judged: every fault and every variation of every emulator. */
import type { NamedOverlay } from '../../emulators/common/system.ts';
import { SYSTEMS, systemNamed } from './systems.ts';
import type { EmulatedTenant } from './tenant.ts';

function tenantsOf(
  system: string,
  kind: EmulatedTenant['kind'],
  overlays: readonly NamedOverlay[],
): EmulatedTenant[] {
  return overlays.map(({ name, sentence, pages = false, needs, field }) => ({
    system,
    kind,
    name,
    sentence,
    pages,
    ...(needs === undefined ? {} : { needs }),
    ...(field === undefined ? {} : { field }),
  }));
}

export const TENANTS: readonly EmulatedTenant[] = SYSTEMS.flatMap(({ name, faults, variations }) => [
  ...tenantsOf(name, 'fault', faults),
  ...tenantsOf(name, 'variation', variations),
]);

/** A plain emulator of each system, and the sample of its faults and variations. */
export function sampleOfTenants(): EmulatedTenant[] {
  return SYSTEMS.flatMap(({ name: system, sample }) => [
    honestTenant(system),
    ...sample.faults.map((name) => tenantNamed(system, 'fault', name)),
    ...sample.variations.map((name) => tenantNamed(system, 'variation', name)),
  ]);
}

/** A plain emulator. Each finding there is a false alarm. */
export function honestTenant(system: string): EmulatedTenant {
  const { name } = systemNamed(system);
  return { system: name, kind: 'honest', name: 'plain', sentence: 'As it is by default.', pages: false };
}

/** @throws {Error} if there is no such fault or variation, because it was renamed or removed. */
export function tenantNamed(system: string, kind: 'fault' | 'variation', name: string): EmulatedTenant {
  const found = TENANTS.find((each) => each.system === system && each.kind === kind && each.name === name);
  if (found === undefined)
    throw new Error(
      `${system} no longer has the ${kind} “${name}”. Choose another one, or correct its name.`,
    );
  return found;
}

/** The fault that falsifies the field that this variation omits; `undefined` if it omits none. */
export function falsified({ system, kind, field }: EmulatedTenant): EmulatedTenant | undefined {
  if (kind !== 'variation' || field === undefined) return undefined;
  const fault = TENANTS.find(
    (each) => each.system === system && each.kind === 'fault' && each.field === field,
  );
  if (fault === undefined) throw new Error(`No fault of ${system} falsifies the field “${field}”.`);
  return fault;
}

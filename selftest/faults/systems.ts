/** All systems whose tenants are judged. A new system is one line here, and its folder. */
import { systemNamed as emulatedSystem } from '../../emulators/index.ts';
import { expert } from './expert/index.ts';
import type { System } from './system.ts';
import { zendesk } from './zendesk/index.ts';

export const SYSTEMS: readonly System[] = [zendesk, expert];

/** @throws {Error} if there is no such system, or if it is missing in this list. */
export function systemNamed(name: string): System {
  const { title } = emulatedSystem(name);
  const found = SYSTEMS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`selftest/faults/systems.ts does not list ${title}.`);
  return found;
}

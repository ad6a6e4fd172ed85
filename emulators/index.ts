/** The systems that can be emulated, by name. A new system is one line here and a folder. */
import type { EmulatedSystem } from './common/system.ts';
import { expert } from './expert/system.ts';
import { zendesk } from './zendesk/system.ts';

export const SYSTEMS: Readonly<Record<string, EmulatedSystem>> = { zendesk, expert };

/** @throws {Error} if there is no such system, with a message that lists them */
export function systemNamed(name: string): EmulatedSystem {
  const system = Object.hasOwn(SYSTEMS, name) ? SYSTEMS[name] : undefined;
  if (system !== undefined) return system;
  throw new Error(`Unknown system "${name}". Systems: ${Object.keys(SYSTEMS).join(', ')}.`);
}

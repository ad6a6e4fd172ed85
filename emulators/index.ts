/** The systems that can be emulated, by name: a further one is one line here, and its folder. */
import type { EmulatedSystem } from './common/system.ts';
import { expert } from './expert/system.ts';
import { zendesk } from './zendesk/system.ts';

export const SYSTEMS: Readonly<Record<string, EmulatedSystem>> = { zendesk, expert };

/** @throws {Error} one sentence that lists the systems there are */
export function systemNamed(name: string): EmulatedSystem {
  const system = Object.hasOwn(SYSTEMS, name) ? SYSTEMS[name] : undefined;
  if (system !== undefined) return system;
  throw new Error(`There is no emulator of "${name}"; there is one of: ${Object.keys(SYSTEMS).join(', ')}.`);
}

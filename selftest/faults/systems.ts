/** All systems whose tenants are judged. A new system is one line here, and its folder. */
import { expert } from './expert/index.ts';
import type { System } from './system.ts';
import { zendesk } from './zendesk/index.ts';

export const SYSTEMS: readonly System[] = [zendesk, expert];

/** @throws {Error} if there is none of this name. */
export function systemNamed(name: string): System {
  const found = SYSTEMS.find((each) => each.name === name);
  if (found === undefined)
    throw new Error(`Unknown system "${name}". Systems: ${SYSTEMS.map((each) => each.name).join(', ')}.`);
  return found;
}

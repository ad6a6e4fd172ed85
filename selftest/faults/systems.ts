/** All systems whose tenants are judged. A further one is a line here, and its folder. */
import { expert } from './expert/index.ts';
import type { System } from './system.ts';
import { zendesk } from './zendesk/index.ts';

export const SYSTEMS: readonly System[] = [zendesk, expert];

/** @throws {Error} when there is none of this name. */
export function systemNamed(name: string): System {
  const found = SYSTEMS.find((each) => each.name === name);
  if (found === undefined)
    throw new Error(
      `There is no system "${name}"; there are: ${SYSTEMS.map((each) => each.name).join(', ')}.`,
    );
  return found;
}

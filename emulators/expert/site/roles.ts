/**
 * Roles and what they allow (docs/expert.md: E-ROLE-1 to E-ROLE-3). The masks are those of the classic roles, next to
 * the names of today's roles.
 */
import { ROLE_PAIRS } from './assumptions.ts';

export interface Role {
  id: number;
  /** Today's name. */
  modern: string;
  classic: string;
  mask: string;
  operations: readonly string[];
  /** Whether the role takes a seat of the license. */
  seated: boolean;
}

const read = ['LOGIN', 'BROWSE', 'READ', 'SUBSCRIBE'];
const write = [...read, 'UPDATE', 'CREATE', 'DELETE'];
const manage = [...write, 'CHANGEPERMISSIONS'];

function role(id: number, classic: string, mask: string, operations: string[], seated: boolean): Role {
  return { id, modern: ROLE_PAIRS[classic] ?? classic, classic, mask, operations, seated };
}

const NONE = role(1, 'None', '0', [], false);
export const VIEWER = role(2, 'Viewer', '15', read, false);
export const AUTHOR = role(3, 'Contributor', '319', write, true);
export const EDITOR = role(4, 'Manager', '1343', manage, true);
export const ADMIN = role(
  5,
  'Admin',
  '9223372036854779903',
  [...manage, 'CONTROLPANEL', 'UNSAFECONTENT', 'ADMIN'],
  true,
);

/** The role with that name, old or new, in any case. */
export function roleNamed(name: string): Role | undefined {
  const wanted = name.trim().toLowerCase();
  return [NONE, VIEWER, AUTHOR, EDITOR, ADMIN].find(({ modern, classic }) =>
    [modern, classic].some((candidate) => candidate.toLowerCase() === wanted),
  );
}

export function allows(held: Role, operation: 'LOGIN' | 'READ' | 'ADMIN'): boolean {
  return held.operations.includes(operation);
}

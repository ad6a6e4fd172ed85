/**
 * Whether nobody can be there: a CI machine says so, also where it gives its jobs a terminal. `CI=false`, `0` or nothing says
 * the opposite.
 */
export function isUnattended(environment: NodeJS.ProcessEnv = process.env): boolean {
  return !['', '0', 'false'].includes((environment['CI'] ?? '').trim().toLowerCase());
}

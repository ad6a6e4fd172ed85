/**
 * Whether no person can be at the terminal. CI systems set `CI`, even if they give their jobs a terminal. `CI=false`, `CI=0`
 * and an empty `CI` mean that a person may be there.
 */
export function isUnattended(environment: NodeJS.ProcessEnv = process.env): boolean {
  return !['', '0', 'false'].includes((environment['CI'] ?? '').trim().toLowerCase());
}

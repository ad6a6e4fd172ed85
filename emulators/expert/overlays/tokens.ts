/** Tokens that belong to no user. */

/** A token of the same length with another hash, so that it belongs to no user. */
export function invalidated(token: string): string {
  return `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
}

/** Near misses of a password, and passwords with unusual characters. */

/** Near misses. Each function returns one for a password. */
export const nearMisses = {
  /** Only a service that compares the whole password can tell the difference. */
  lastDiffers: (password: string) => `${password.slice(0, -1)}${password.endsWith('k') ? 'q' : 'k'}`,
  otherCase: (password: string) =>
    Array.from(password, (one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join(
      '',
    ),
  /** Generated passwords begin with a letter. */
  firstInOtherCase: (password: string) => nearMisses.otherCase(password.slice(0, 1)) + password.slice(1),
  cut: (password: string) => password.slice(0, -1),
  longer: (password: string) => `${password}k`,
  plain: (password: string) => password.replace(/[^\p{L}\p{N}]/gu, ''),
  questioned: (password: string) => password.replace(/[^ -~]/g, '?'),
};

/** Adds letters beyond ASCII, and characters that careless code decodes, escapes or cuts off. */
export function withOddCharacters(password: string): string {
  return `ä%2F+"${password}\\<€&=#`;
}

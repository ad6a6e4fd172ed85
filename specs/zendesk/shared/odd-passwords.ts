/** Near misses of a password, and passwords with unusual characters. */

/** Each function returns a near miss of a password. */
export const nearMisses = {
  /** Only a service that compares every character notices the difference. */
  lastDiffers: (password: string) => `${password.slice(0, -1)}${password.endsWith('k') ? 'q' : 'k'}`,
  otherCase: (password: string) =>
    Array.from(password, (each) =>
      each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase(),
    ).join(''),
  /** Generated passwords begin with a letter. */
  firstInOtherCase: (password: string) => nearMisses.otherCase(password.slice(0, 1)) + password.slice(1),
  cut: (password: string) => password.slice(0, -1),
  longer: (password: string) => `${password}k`,
  /** Only its letters and digits. */
  plain: (password: string) => password.replace(/[^\p{L}\p{N}]/gu, ''),
  /** As a wrong charset would change it. */
  questioned: (password: string) => password.replace(/[^ -~]/g, '?'),
};

/** Adds letters beyond ASCII, and characters that careless code decodes, escapes or cuts off. */
export function withOddCharacters(password: string): string {
  return `ä%2F+"${password}\\<€&=#`;
}

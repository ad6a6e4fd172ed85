/** Passwords that are nearly another one, and odd ones. */

/** Passwords that are nearly another one. */
export const nearMisses = {
  /** Told apart only by whoever looks at the whole of it. */
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

/** With letters beyond ASCII, and with signs that are decoded, escaped or cut off where somebody is careless. */
export function withOddCharacters(password: string): string {
  return `ä%2F+"${password}\\<€&=#`;
}

/**
 * Environment variables that would make Node, the browser, or a part of Playwright write secrets where no redaction reaches.
 * The run cannot prevent that, so it does not start.
 */

/** A variable, the values that leak, and how. */
interface LeakingVariable {
  variable: string;
  leaks: RegExp;
  /** The end of a sentence about the variable. */
  how: string;
}

const LEAKING_VARIABLES: readonly LeakingVariable[] = [
  {
    variable: 'DEBUG_FILE',
    leaks: /./,
    how: "writes Playwright's debug log, with every header, to a file",
  },
  {
    variable: 'NODE_DEBUG',
    leaks: /./,
    how: 'makes Node print network traffic in pieces that cannot be redacted',
  },
  { variable: 'SSLKEYLOGFILE', leaks: /./, how: 'writes the keys of all encrypted connections to a file' },
  {
    variable: 'NODE_OPTIONS',
    leaks: /--(?:trace[-_]event|trace[-_]tls|tls[-_]keylog|heapsnapshot|report[-_]|abort[-_]on)/,
    how: "exposes Node's memory or connections",
  },
];

/** Returns a message for each variable that prevents this run from starting. Their values are not repeated. */
export function describeLeakingVariables(environment: NodeJS.ProcessEnv = process.env): string[] {
  return LEAKING_VARIABLES.filter(({ variable, leaks }) => leaks.test(environment[variable] ?? '')).map(
    ({ variable, how }) => `${variable} is set. It ${how}. Unset it.`,
  );
}

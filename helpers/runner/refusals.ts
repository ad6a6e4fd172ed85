/**
 * What would write secrets to where no redaction reaches: by Node itself, by the browser, or by a part of Playwright
 * that bypasses the streams of the worker. A run that cannot prevent it does not start.
 */

/** A variable, what of its value is refused, and what that would let out. */
interface Refusal {
  variable: string;
  refused: RegExp;
  why: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    variable: 'DEBUG_FILE',
    refused: /./,
    why: "writes Playwright's debug log, with every header, to a file",
  },
  {
    variable: 'NODE_DEBUG',
    refused: /./,
    why: 'makes Node print what it sends and receives, in pieces that cannot be covered',
  },
  { variable: 'SSLKEYLOGFILE', refused: /./, why: 'writes down the keys of every encrypted connection' },
  {
    variable: 'NODE_OPTIONS',
    refused: /--(?:trace[-_]event|trace[-_]tls|tls[-_]keylog|heapsnapshot|report[-_]|abort[-_]on)/,
    why: "lets out what is in Node's memory or on its connections",
  },
];

/** The variables that keep this run from starting, one sentence each. Their values are not repeated. */
export function refusals(environment: NodeJS.ProcessEnv = process.env): string[] {
  return REFUSALS.filter(({ variable, refused }) => refused.test(environment[variable] ?? '')).map(
    ({ variable, why }) => `${variable} is set, which ${why}. Unset it.`,
  );
}

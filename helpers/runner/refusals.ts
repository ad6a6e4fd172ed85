/**
 * Environment variables that would make Node, the browser, or a part of Playwright write secrets where no redaction reaches.
 * The run cannot prevent that, so it does not start.
 */

/** A variable, the values that are refused, and what they would reveal. */
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
    why: 'makes Node print network traffic in pieces that cannot be redacted',
  },
  { variable: 'SSLKEYLOGFILE', refused: /./, why: 'writes the keys of all encrypted connections to a file' },
  {
    variable: 'NODE_OPTIONS',
    refused: /--(?:trace[-_]event|trace[-_]tls|tls[-_]keylog|heapsnapshot|report[-_]|abort[-_]on)/,
    why: "exposes Node's memory or connections",
  },
];

/** Returns a message for each variable that prevents this run from starting. Their values are not repeated. */
export function refusals(environment: NodeJS.ProcessEnv = process.env): string[] {
  return REFUSALS.filter(({ variable, refused }) => refused.test(environment[variable] ?? '')).map(
    ({ variable, why }) => `${variable} is set, which ${why}. Unset it.`,
  );
}

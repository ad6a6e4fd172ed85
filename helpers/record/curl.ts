/**
 * A recorded call as a `curl` command that a person can repeat in a POSIX shell. Its secrets are shell variables. Nothing that
 * comes from a tenant gets out of its quotes.
 */
import { MARKER } from './marker.ts';
import { printable } from '../http/printable.ts';
import type { RecordedExchange } from '../verdict/cell.ts';

/** A command, and what has to be known before it is run. */
export interface Curl {
  command: string;
  /** Whether it may change something on the tenant: every method but GET and HEAD. */
  writes: boolean;
  /**
   * The shell variables that it needs, and the secret that each stands for. The secret of an unnamed one is unknown. The user
   * name of Basic authentication is one as well, because the record contains it only together with the password, redacted: then
   * `userOf` is the identity.
   */
  variables: { variable: string; secret: string | undefined; userOf?: string }[];
  /** What the command lacks, because it was not recorded. */
  lacks: string | undefined;
}

/** The whole body, if the record contains a description in its place: `[a short password]`. */
const DESCRIPTION = /^(?:\[(?!redacted\b)[a-z][^\]"{}]*\]|\(.*not recorded.*\))$/s;

/** `curl` sets these itself, or they are about the connection of the run. */
const OMITTED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'host',
  'transfer-encoding',
  'user-agent',
]);

/** What a method and the name of a header consist of (RFC 9110, token). */
const TOKEN = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** Returns the command that repeats an exchange, or `undefined` if it is not one over HTTP. */
export function curlOf(
  exchange: Pick<RecordedExchange, 'as' | 'method' | 'url' | 'requestHeaders' | 'requestBody'>,
): Curl | undefined {
  const { as, method, url, requestBody: body = '' } = exchange;
  if (!/^https?:\/\//i.test(url) || !TOKEN.test(method)) return undefined;
  const names = new Map<string, string | undefined>();
  const quoted = (text: string) => quotedForShell(text, names);
  const user = { variable: `${upperCase(as)}_NAME`, secret: undefined, userOf: as };
  const headers = headersOf(exchange.requestHeaders, body);
  const isBasic = headers.some(isBasicAuthentication);
  const isDescribed = DESCRIPTION.test(body);
  const sent = isDescribed ? '' : body;
  const parts = [
    // Without --globoff, curl expands brackets and braces. Without --path-as-is, it removes the dots of `/../`.
    `curl --globoff --path-as-is --include --request ${quoted(method)}`,
    `--url ${quoted(oneLine(url))}`,
    ...headers.map(([name, value]) =>
      isBasicAuthentication([name, value])
        ? // The value is the base64 of both, which nobody types.
          `--user "$${user.variable}":${quoted(value.replace(/^Basic /i, ''))}`
        : `--header ${quoted(`${name}: ${oneLine(value)}`)}`,
    ),
    ...(sent === '' ? [] : [`--data-raw ${quoted(printable(sent))}`]),
  ];
  return {
    command: parts.join(' \\\n  '),
    writes: !['GET', 'HEAD'].includes(method.toUpperCase()),
    variables: [
      ...(isBasic ? [user] : []),
      ...[...names].map(([variable, secret]) => ({ variable, secret })),
    ],
    lacks: isDescribed ? `The body was not recorded: ${oneLine(body)}` : undefined,
  };
}

function headersOf(headers: Readonly<Record<string, string>>, body: string): [string, string][] {
  const shown = Object.entries(headers).filter(
    ([name]) => TOKEN.test(name) && !OMITTED.has(name.toLowerCase()),
  );
  const isTyped = shown.some(([name]) => name.toLowerCase() === 'content-type');
  return body === '' || isTyped ? shown : [...shown, ['content-type', typeOf(body)]];
}

function isBasicAuthentication([name, value]: readonly [string, string]): boolean {
  return name.toLowerCase() === 'authorization' && /^Basic \[redacted[^\]]*\]$/i.test(value);
}

/** The record contains no type for a body, and `curl` would call it a form. */
function typeOf(body: string): string {
  if (/^\s*[[{](?!redacted)/.test(body)) return 'application/json';
  return /^\s*</.test(body) ? 'application/xml' : 'text/plain; charset=utf-8';
}

/** Text in single quotes, with each redacted value as a variable in double quotes between them. */
function quotedForShell(text: string, names: Map<string, string | undefined>): string {
  let at = 0;
  let quoted = '';
  for (const match of text.matchAll(MARKER)) {
    quoted += inSingleQuotes(text.slice(at, match.index));
    quoted += `"$${variableOf(match[1], names)}"`;
    at = match.index + match[0].length;
  }
  quoted += inSingleQuotes(text.slice(at));
  return quoted === '' ? "''" : quoted;
}

const inSingleQuotes = (text: string): string => (text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * `ADMIN_TOKEN_1` for `admin.token#1`. Other markers may have been written by a tenant, and must not name a variable that the
 * person's shell has, so their variables begin with `REDACTED`.
 */
function variableOf(secret: string | undefined, names: Map<string, string | undefined>): string {
  const plain = upperCase(secret ?? '');
  const isNumbered = /^[A-Z][\w.\- ]*#\d+$/i.test(secret ?? '');
  const base = isNumbered ? plain : `REDACTED${plain === '' ? '' : '_'}${plain}`;
  let variable = base;
  for (let more = 2; names.has(variable) && names.get(variable) !== secret; more++)
    variable = `${base}_${String(more)}`;
  names.set(variable, secret);
  return variable;
}

/** `TEST_USER` for `test user`. */
const upperCase = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^\dA-Z]+/g, '_')
    .replace(/^_|_$/g, '');

/** Without line breaks, so that a header cannot begin another one. */
const oneLine = (text: string): string => printable(text).replace(/[\n\t]+/g, ' ');

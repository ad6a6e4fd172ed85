/**
 * Redacts text that looks like a credential, even if its value was never learned: for example, an authorization code in
 * the error of a navigation that failed before the run saw the code.
 */

const HEADERS = 'authorization|proxy-authorization|cookie|set-cookie|x-deki-token|x-zendesk-password';
const FIELDS =
  'access_token|refresh_token|client_secret|code_verifier|password|previous_password|currentpassword|' +
  'accountpassword|newpassword|passcode|authenticity_token|authtoken|id_token|assertion';

const REDACTED = '[redacted]';

const NAMES = `(?:${HEADERS}|${FIELDS})`;

const CREDENTIAL_PATTERNS: [RegExp, string][] = [
  // A header in a call log: "  - authorization: Bearer …", to the end of its line.
  [new RegExp(`\\b(${HEADERS})(\\s*:[^\\S\\r\\n]*)(?![\\s"'[])[^\\r\\n"']+`, 'gi'), `$1$2${REDACTED}`],
  // A header or field in JSON: its value ends at the first quote that is not escaped.
  [
    new RegExp(`("${NAMES}"\\s*:\\s*")(?!(?:(?:Bearer|Basic) )?\\[redacted|")(?:[^"\\\\]|\\\\.)*"`, 'gi'),
    `$1${REDACTED}"`,
  ],
  [new RegExp(`('${NAMES}'\\s*:\\s*')(?!\\[redacted|')(?:[^'\\\\]|\\\\.)*'`, 'gi'), `$1${REDACTED}'`],
  // The same inside a JSON string: it ends at the next quote with as many backslashes as the opening one. (The limit is five levels of JSON. Without one, a text of backslashes would be read to its end from each of them.)
  [
    new RegExp(
      `((\\\\{1,32})"${NAMES}\\2"\\s*:\\s*\\2")(?!(?:(?:Bearer|Basic) )?\\[redacted|\\2")(?:(?!(?<!\\\\)\\2").)*\\2"`,
      'gi',
    ),
    `$1${REDACTED}$2"`,
  ],
  // A parameter of a URL or of a form, even inside another URL.
  [
    new RegExp(
      `((?:^|[?&;\\s"']|%(?:25)*(?:3[fF]|26))(?:code|state|token|${FIELDS})(?:=|%(?:25)*3[dD]))(?!\\[redacted)[^&\\s"'<>#\\\\]+`,
      'g',
    ),
    `$1${REDACTED}`,
  ],
  // The word after the scheme is a credential only if it does not look like a word of a sentence.
  [/\b(Bearer|Basic) +(?!\[redacted)(?=[^\s"']*[\d=+/])[A-Za-z0-9._~+/-]{8,}=*/g, `$1 ${REDACTED}`],
];

/** Redacts everything in `text` that looks like a credential. */
export function redactPatterns(text: string): string {
  return CREDENTIAL_PATTERNS.reduce(
    (redacted, [shape, replacement]) => redacted.replace(shape, replacement),
    text,
  );
}

/**
 * Markers that somebody else wrote. In a report, `[redacted admin.token#1]` stands for a value that was covered, and the life of
 * each secret is drawn from such markers. A tenant that sends one as text must not be able to invent a secret.
 */
import { stripVTControlCharacters } from 'node:util';
import type { SecretRegistry } from '../secrets/registry.ts';

/** How a marker begins, also with terminal sequences in it as JSON spells them, which the redaction may remove. */
const BEGINNING = /\[(?=redacted)/g;
const ESCAPED_SEQUENCE = /\\{1,32}u001b(?:\[[\d;]*m)?/gi;

/**
 * Returns text in which nothing looks like a marker. Call this before the text is redacted. A marker that is part of a secret
 * stays, because the secret would not be recognized otherwise.
 */
export function withoutMarkers(text: string, secrets: SecretRegistry): string {
  if (!text.includes('[')) return text;
  const plain = withoutSequences(text);
  if (!plain.includes('[redacted')) return text;
  const covered = secrets.hits(plain);
  return plain.replace(BEGINNING, (bracket, at: number) =>
    covered.some(({ from, end }) => from <= at && at < end) ? bracket : `${bracket}·`,
  );
}

/** What is left if the redaction, or whatever prints the text, removes terminal sequences any number of times. */
function withoutSequences(text: string): string {
  for (let before = text; ;) {
    const after = stripVTControlCharacters(before).replace(ESCAPED_SEQUENCE, '');
    if (after === before) return after;
    before = after;
  }
}

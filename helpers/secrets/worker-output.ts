/**
 * Redaction at the source. Playwright puts URLs, headers and typed passwords into step titles, errors and attachments. A
 * reporter sees them too late: it runs in another process that does not know the secrets, and `--reporter` on the command
 * line replaces it. So everything is redacted here, in the worker, before it leaves: messages to the runner, the standard
 * streams, and attached text files.
 *
 * This relies on an undocumented detail: Playwright's workers send messages to their runner with `process.send`
 * (P-SECRET-4). Playwright's version is therefore pinned, and the leak tests in `selftest/` notice a change.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { redactPacked, searchBytes } from './search.ts';
import type { SecretRegistry } from './registry.ts';

/** Values under these keys are identifiers of Playwright's own protocol. Changing one would break it. */
export const PROTOCOL_KEYS: ReadonlySet<string> = new Set([
  'method',
  'id',
  'testId',
  'stepId',
  'parentStepId',
  'file',
  'path',
  'contentType',
]);

const WITHHELD = '[withheld: it could not be redacted]';

interface Message {
  method?: string;
  params?: unknown;
}

let guarded = false;

/**
 * Ensures that nothing leaves this worker process unredacted from now on. Outside a worker (while the runner loads the
 * specs), it does nothing. A second call does nothing either.
 */
export function guardWorkerOutput(secrets: SecretRegistry): void {
  const send = process.send?.bind(process) as ((message: unknown, ...rest: unknown[]) => boolean) | undefined;
  if (guarded || send === undefined || process.env['TEST_WORKER_INDEX'] === undefined) return;
  guarded = true;
  process.send = ((message: unknown, ...rest: unknown[]) =>
    send(redactMessage(message, secrets), ...rest)) as NonNullable<typeof process.send>;
  for (const stream of [process.stdout, process.stderr]) guardStream(stream, secrets);
}

/** Redacts everything that is written to a stream. In a worker, the streams may be inherited from the runner instead of being sent as messages (`PW_RUNNER_DEBUG`). */
export function guardStream(stream: NodeJS.WriteStream, secrets: SecretRegistry): void {
  const raw: (chunk: never, ...rest: never[]) => boolean = stream.write.bind(stream);
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    raw(redactChunk(chunk, secrets) as never, ...(rest as never[]));
}

function redactChunk(chunk: unknown, secrets: SecretRegistry): unknown {
  if (typeof chunk === 'string') return redactText(chunk, secrets);
  if (chunk instanceof Uint8Array) return redactText(Buffer.from(chunk).toString(), secrets);
  return chunk;
}

/** Redacts every string in a message to the runner. Exported for its tests. */
export function redactMessage(message: unknown, secrets: SecretRegistry): unknown {
  if (typeof message !== 'object' || message === null) return message;
  if ((message as Message).method === '__env_produced__') return message;
  return redactValue(message, secrets);
}

function redactValue(value: unknown, secrets: SecretRegistry): unknown {
  if (typeof value === 'string') return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Record<string, unknown>;
  // Bodies travel as base64: attachments under `body`, chunks of the standard streams under `buffer`.
  const isBody = (key: string) =>
    key === 'buffer' || (key === 'body' && typeof source['contentType'] === 'string');
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(source)) {
    if (PROTOCOL_KEYS.has(key)) copy[key] = item;
    else if (typeof item === 'string' && isBody(key)) copy[key] = redactBody(item, secrets);
    else copy[key] = redactValue(item, secrets);
  }
  if (typeof source['path'] === 'string' && typeof source['contentType'] === 'string') {
    redactFile(source['path'], secrets);
  }
  return copy;
}

function redactBody(base64: string, secrets: SecretRegistry): string {
  return redactBytes(Buffer.from(base64, 'base64'), secrets).toString('base64');
}

/**
 * Redacts text, whether it is declared as text or not. Anything else is withheld if the search would find something in it
 * or could not open it.
 */
export function redactBytes(bytes: Buffer, secrets: SecretRegistry): Buffer {
  if (isUtf8(bytes)) return Buffer.from(redactText(bytes.toString(), secrets));
  const { kinds, trouble } = searchBytes(bytes, secrets);
  return kinds.size === 0 && trouble === undefined ? bytes : Buffer.from(WITHHELD);
}

/** Rewrites a file that is attached by its path, if it contains a secret. A file that cannot be rewritten is removed. */
export function redactFile(path: string, secrets: SecretRegistry): void {
  try {
    const bytes = readFileSync(path);
    const redacted = redactBytes(bytes, secrets);
    if (!redacted.equals(bytes)) writeFileSync(path, redacted);
  } catch {
    rmSync(path, { force: true });
  }
}

/** Redacts the secrets in a text, even if they are packed in it. */
export function redactText(text: string, secrets: SecretRegistry): string {
  try {
    return redactPacked(secrets.redact(text), secrets);
  } catch {
    return WITHHELD;
  }
}

/**
 * Redacts the results of a run once more, when all secrets are known and before the first report is written. A secret may be
 * learned only after it was output: a page shows a value that a later answer identifies as a token, or another worker learns
 * it first. By then, the worker's output is in the main process, and all reports are drawn from that. If the search finds
 * a secret afterwards, it came by another route, and is a leak.
 */
import { redactBytes, redactFile, redactText, PROTOCOL_KEYS } from '../secrets/worker-output.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** Redacts every string in the results of a run in place, because other reporters have the same objects. */
export function redactResults(results: readonly object[], secrets: SecretRegistry): void {
  const seen = new Set<object>();
  const redact = (value: object): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const fields = value as Record<string, unknown>;
    for (const [key, item] of Object.entries(fields)) {
      if (typeof item === 'string') {
        if (!PROTOCOL_KEYS.has(key)) fields[key] = redactText(item, secrets);
      } else if (item instanceof Uint8Array) fields[key] = redactBytes(Buffer.from(item), secrets);
      // The parent of a step is visited on its own, or is not part of the results.
      else if (typeof item === 'object' && item !== null && key !== 'parent') redact(item);
    }
    const { path, contentType } = fields;
    if (typeof path === 'string' && typeof contentType === 'string') redactFile(path, secrets);
  };
  results.forEach(redact);
}

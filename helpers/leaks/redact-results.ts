/**
 * A secret may be learned when it was said already: a page shows what a later answer calls a token, or another worker is
 * the first to get it. What a worker has sent by then still lies in the main process, from which all reports are drawn. So
 * it is covered once more when everything is known, before the first report is written: what the search can find afterwards
 * has not come by this way, and is a leak.
 */
import { redactBytes, redactFile, redactText, PROTOCOL_KEYS } from '../secrets/worker-output.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** Covers every text in the results of a run, in place: other reporters hold the same ones. */
export function redactResults(results: readonly object[], secrets: SecretRegistry): void {
  const seen = new Set<object>();
  const cover = (value: object): void => {
    if (seen.has(value)) return;
    seen.add(value);
    const fields = value as Record<string, unknown>;
    for (const [key, item] of Object.entries(fields)) {
      if (typeof item === 'string') {
        if (!PROTOCOL_KEYS.has(key)) fields[key] = redactText(item, secrets);
      } else if (item instanceof Uint8Array) fields[key] = redactBytes(Buffer.from(item), secrets);
      // What a step belongs to is reached by another way, or is none of its results.
      else if (typeof item === 'object' && item !== null && key !== 'parent') cover(item);
    }
    const { path, contentType } = fields;
    if (typeof path === 'string' && typeof contentType === 'string') redactFile(path, secrets);
  };
  results.forEach(cover);
}

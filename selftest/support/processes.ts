/** The processes of this machine, as Linux shows them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Returns the processes that have this text in their environment, and this one in their command line. */
export function processesWith(inEnvironment: string, inCommand = ''): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => has(pid, 'environ', inEnvironment) && has(pid, 'cmdline', inCommand));
}

function has(pid: number, file: string, text: string): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8').includes(text);
  } catch {
    // It has ended, or is someone else's.
    return false;
  }
}

/** Distinguishes a process that is still running from a later one with the same process ID. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that recorded something. */
export interface ProcessIdentity {
  machine: string;
  pid: number;
  /** When it began, if the system shows that. Process IDs are reused, and soon so in containers. */
  began: string | undefined;
}

/** Returns the identity of this process. */
export function thisProcess(): ProcessIdentity {
  return { machine: hostname(), pid: process.pid, began: lookUp(process.pid)?.began };
}

/** Whether a process may still be running. This is true of any process of another machine, because it cannot be checked. */
export function mayBeAlive({ machine, pid, began }: ProcessIdentity): boolean {
  if (machine !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = lookUp(pid);
  if (now === undefined) return true;
  return !now.ended && (began === undefined || began === now.began);
}

/**
 * Returns when a process began, in ticks since the machine booted, and whether it is a zombie: it has ended, but still has an
 * entry. If the first process of a container does not reap its children, zombies stay forever. Returns `undefined` on systems
 * other than Linux.
 */
function lookUp(pid: number): { began: string; ended: boolean } | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field, the name in parentheses, may itself contain spaces and parentheses.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { began: `${boot} ${fields[19] ?? ''}`, ended: /^[ZX]/.test(fields[0] ?? '') };
  } catch {
    return undefined;
  }
}

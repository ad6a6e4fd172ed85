/** Tells a process that is still at work from another one that has got its number since. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process noted something. */
export interface ProcessIdentity {
  machine: string;
  pid: number;
  /** When it began, where the system tells: numbers are given again, soon so in containers. */
  began: string | undefined;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { machine: hostname(), pid: process.pid, began: lookUp(process.pid)?.began };
}

/** Whether that process can still be at work: it is there, or it ran on a machine that we cannot ask. */
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
 * Linux tells when a process began, in ticks since the machine did, and whether it has ended and nobody took notice
 * (in a container whose first process waits for no one, that is for ever). Elsewhere nothing.
 */
function lookUp(pid: number): { began: string; ended: boolean } | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The second field, the name in parentheses, may itself hold spaces and parentheses.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { began: `${boot} ${fields[19] ?? ''}`, ended: /^[ZX]/.test(fields[0] ?? '') };
  } catch {
    return undefined;
  }
}

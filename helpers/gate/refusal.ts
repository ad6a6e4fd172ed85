/** Why a release may not go. */
import { npmCommand } from '../command-line/command.ts';
import type { WhatToDo } from '../verdict/errors.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Question } from './arguments.ts';

export interface Refusal extends WhatToDo {
  sentence: string;
  /** Whether a tenant broke its contract, or a run leaked or left something. */
  isRed?: boolean;
}

/** Returns a refusal that a new run would remedy. */
export function runFirst(sentence: string, { command }: Pick<Question, 'command'>): Refusal {
  return { sentence, remedy: `run ${npmCommand(command)} on this tenant, and ask again`, help: 'gate' };
}

/** Returns a refusal of a record that cannot be trusted. */
export function untrustworthy(sentence: string): Refusal {
  return { sentence, remedy: 'find out who or what changed it, and run again', help: 'gate' };
}

/** Whether a verdict is a yes for this question. A broken contract never is. */
export function isAccepted(verdict: Verdict, { allow }: Pick<Question, 'allow'>): boolean {
  return verdict === 'conformant' || (verdict !== 'non-conformant' && allow.includes(verdict));
}

/** Returns a run as a sentence names it: `run 3f9a11c0 of 2026-11-30 02:00 UTC`. */
export function nameOfRun({ run, startedAt }: { run: string; startedAt: string }): string {
  return `run ${run} of ${minuteOf(startedAt)}`;
}

/** Returns a moment to the minute: `2026-11-30 02:00 UTC`. */
export function minuteOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Why a cell could not be proved. Each class determines what the error means for the verdict. Its name is the first word
 * that is printed.
 */

import { onOneLine } from '../lines.ts';
import { explainCommand, type HelpTopic } from '../help/topics.ts';

/** What an error means for the tenant: it broke its contract, it could not be judged, or a part of it was not tried. */
export const FAILURES = ['non-conformant', 'blocked', 'incomplete'] as const;
export type Failure = (typeof FAILURES)[number];

/** What a person can do about a problem. Printed below the message. */
export interface Remedy {
  /** What to change, as an instruction. */
  remedy?: string;
  /** The screen, file or setting where it is changed. */
  where?: string;
  /** Who may change it. */
  who?: string;
  /** How to undo the change after the run, if it weakens the tenant or gives somebody more than they need. */
  undo?: string;
  /** The topic that explains more. */
  help?: HelpTopic;
}

/** What a person must do so that a run can go on, with the topic that explains more. */
export interface WhatToDo extends Remedy {
  remedy: string;
  help: HelpTopic;
}

/** Returns a message with its remedy below it. */
export function describe(message: string, { remedy, where, who, undo, help }: Remedy): string {
  const lines = [
    ['To do:', remedy],
    ['Where:', where],
    ['Who:  ', who],
    ['Undo: ', undo],
    ['More: ', help === undefined ? undefined : explainCommand(help)],
  ] as const;
  return [
    message,
    ...lines.flatMap(([label, text]) => (text === undefined ? [] : [`  ${label} ${onOneLine(text)}`])),
  ].join('\n');
}

/** An error that knows what it means for the verdict. */
export abstract class VerdictError extends Error {
  constructor(message: string, remedy: Remedy = {}) {
    super(describe(message, remedy));
  }

  // An accessor, so that it is not printed with the error.
  abstract get failure(): Failure;
}

/** The tenant could not be judged: configuration, preflight, network, or no answer in time. */
export class Blocked extends VerdictError {
  override name = 'Blocked';
  // Private, so that it is not printed with the error.
  readonly #problem: WhatToDo & { message: string };

  /** @param isDescribed whether the message already contains what to do, such as a list of problems. */
  constructor(message: string, whatToDo: WhatToDo, isDescribed = false) {
    super(message, isDescribed ? {} : whatToDo);
    this.#problem = { ...whatToDo, message };
  }

  /** The message and what to do, to be combined with other problems. */
  get problem(): WhatToDo & { message: string } {
    return this.#problem;
  }

  get failure(): Failure {
    return 'blocked';
  }
}

/** The tenant contradicts its documentation in status, shape or effect. */
export class NonConformant extends VerdictError {
  override name = 'NonConformant';

  get failure(): Failure {
    return 'non-conformant';
  }
}

/** The tenant does not offer or show something, or does not allow it to be tried. A proof that ends with this is not tried. */
export class NotTried extends VerdictError {
  override name = 'NotTried';

  get failure(): Failure {
    return 'incomplete';
  }
}

/** Not tried, because it depends on a proof that was not proved. */
export class NotReached extends NotTried {
  /** The address of the first proof in the chain that was not proved. */
  readonly from: string;

  constructor(from: string, why: string) {
    super(`It depends on ${from}, which ${why}.`);
    this.from = from;
  }
}

/** Returns the message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Returns the message of an error that ends a command. If it is not one of ours, it is a defect. Never with a stack. */
export function endingMessage(error: unknown): string {
  return error instanceof Blocked
    ? error.message
    : describe(`Keyturn has a defect: ${messageOf(error)}`, { remedy: 'report it', help: 'defect' });
}

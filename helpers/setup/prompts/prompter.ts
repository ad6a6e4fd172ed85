/** What setup needs from a screen: to show something, and to ask a person something. */

import type { Option } from '../../questions/question.ts';

/** A person pressed Ctrl-C, closed the input, or chose to quit. Nothing is written after that. */
export class Cancelled extends Error {
  override name = 'Cancelled';
  /** What became of a token, if one could have been obtained. */
  readonly tokens: string | undefined;

  constructor(tokens?: string) {
    super('Setup was cancelled.');
    this.tokens = tokens;
  }
}

/** How a check ended, as it is shown. A problem is shown on its own. */
interface TaskEnd {
  mark: 'ok' | 'unknown';
  /** One line. */
  text: string;
}

/** Asks a person something while a check is under way: a passcode that has just been emailed. */
type Aside = <T>(ask: () => Promise<T>) => Promise<T>;

/** Shows what happens. */
export interface Screen {
  intro: (title: string) => void;
  /** Shows some lines, with a title if there is one. */
  say: (text: string, title?: string) => void;
  warn: (text: string) => void;
  problem: (text: string) => void;
  /** Shows what is under way, and then how it ended. */
  task: <T>(
    text: string,
    act: (aside: Aside) => Promise<{ end: TaskEnd | undefined; result: T }>,
  ) => Promise<T>;
  outro: (text: string) => void;
}

/** What is common to all questions. */
interface Asked {
  message: string;
  /** Where the answer is found, or what it is used for. */
  hint?: string | undefined;
}

/** A question whose answer is typed. */
export interface TextQuestion extends Asked {
  /** The answer if nothing is typed. */
  initial?: string | undefined;
  /** Returns what is wrong with an answer, as a sentence. */
  validate: (answer: string) => string | undefined;
}

/** Asks a person. Each question throws {@link Cancelled} if it is cancelled. */
export interface Prompter extends Screen {
  text: (question: TextQuestion) => Promise<string>;
  /** The answer is not shown while it is typed. */
  secret: (question: Omit<TextQuestion, 'initial'>) => Promise<string>;
  select: <Value extends string>(
    question: Asked & { options: readonly Option<Value>[]; initial?: Value | undefined },
  ) => Promise<Value>;
  confirm: (question: Asked & { initial: boolean }) => Promise<boolean>;
  /** Gives the terminal back. */
  close: () => void;
}

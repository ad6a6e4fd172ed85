/** The flags of `npm run setup`: one for each variable and choice of the systems, and a few for setup itself. */
import type { Variables } from '../settings/variables.ts';
import type { System } from '../systems/system.ts';
import { answersOf, isVariable, type Setup } from '../questions/question.ts';

/** A system with its questions. */
export interface SystemWithSetup {
  system: System;
  setup: Setup;
}

/** A flag that answers a question. */
export interface AnswerFlag {
  /** Without the dashes. */
  flag: string;
  /** The variable or choice that it sets. */
  answer: string;
  /** Whether the answer is a secret. Then the flag ends in `-from`, and names where the secret is. */
  isSecret: boolean;
  system: System;
  /** What the answer is, or where it is found. */
  meaning: string;
}

/** Returns the name of a variable or choice as a flag, without the prefix of its system: `client-id`. */
export function flagOf(answer: string, { settings }: System): string {
  if (!isVariable(answer)) return answer;
  return answer
    .replace(new RegExp(`^(?:${settings.prefix}|KEYTURN)_`), '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** Returns the flags that answer the questions of a system. Variables that this version does not know are left out. */
export function flagsOf({ system, setup }: SystemWithSetup, variables: Variables): AnswerFlag[] {
  return setup.questions.flatMap((question) =>
    answersOf(question)
      .filter((answer) => !isVariable(answer) || variables.has(answer))
      .map((answer) => {
        const isSecret = variables.get(answer)?.secret !== undefined;
        const flag = flagOf(answer, system);
        const choices = question.choices?.({}).map(({ value }) => value);
        return {
          flag: isSecret ? `${flag}-from` : flag,
          answer,
          isSecret,
          system,
          meaning: isVariable(answer)
            ? variables.remedyFor(answer)
            : `${question.message} ${choices?.join(' or ') ?? ''}`,
        };
      }),
  );
}

/** The flags that are not answers. */
export const OWN_FLAGS = {
  system: { takes: 'NAME', meaning: 'the system to set up' },
  file: {
    takes: 'PATH',
    meaning: 'the file to write, such as accounts/eu.env (default: KEYTURN_ENV_FILE, or else .env)',
  },
  'confirm-host': {
    takes: 'HOST',
    meaning: 'the host of your tenant, spelled out: without it, nothing is sent',
  },
  overwrite: { takes: undefined, meaning: 'may change values that the file already has' },
  help: { takes: undefined, meaning: 'shows this help' },
} as const;

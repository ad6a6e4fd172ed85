/** Asks a person one question, in the form that fits it. */
import type { Values } from '../settings/values.ts';
import type { Prompter } from './prompts/prompter.ts';
import { type AskedQuestion, isVariable, type Option } from '../questions/question.ts';
import { valuesFor } from './resolve.ts';

/** What is known when a question is asked. */
export interface Situation {
  prompter: Prompter;
  answers: Values;
  /** Its answers in the file. */
  stored: Values;
  /** The choice that other answers imply. */
  implied: string | undefined;
  /** The answers that were given to it before, if it is asked again. */
  current: Values | undefined;
  isSecret: boolean;
  /** Whether what is stored is not shown. */
  isHidden: boolean;
  /** Returns what the settings say about a variable. */
  hint: (variable: string) => string;
  mistakeIn: (typed: string) => string | undefined;
}

/** Returns the values of the answer. They are empty if a person decided for none. */
export async function ask(question: AskedQuestion, situation: Situation): Promise<Values> {
  const { prompter, answers } = situation;
  const { message } = question;
  const hint = hintOf(question, situation);
  if (question.choices !== undefined) {
    const options = question.choices(answers);
    const wanted =
      situation.implied ?? stored(question, situation) ?? question.initial?.(answers) ?? options[0]?.value;
    return valuesFor(question, await prompter.select({ message, hint, options, initial: wanted }));
  }
  if (situation.isSecret) return askSecret(question, situation, hint);
  const inFile = situation.current === undefined ? stored(question, situation) : undefined;
  if (situation.isHidden && inFile !== undefined) {
    const options: Option<'keep' | 'type'>[] = [
      { value: 'keep', label: 'Keep the stored one' },
      { value: 'type', label: 'Type another' },
    ];
    if ((await prompter.select({ message, hint, options, initial: 'keep' })) === 'keep')
      return valuesFor(question, inFile);
  }
  const initial = situation.isHidden
    ? undefined
    : (shown(question, situation.current) ?? stored(question, situation) ?? question.initial?.(answers));
  const without = question.withoutAnswer?.(answers);
  const typed = await prompter.text({
    message,
    hint: without === undefined ? hint : [hint, `Leave it empty: ${without}.`].filter(Boolean).join('\n'),
    initial,
    validate: (text) => problemWith(text, without, situation),
  });
  return typed === '' ? {} : valuesFor(question, typed);
}

/** Returns where the answer is found. Options, and what happens without an answer, say enough. */
function hintOf(
  { hint, name, choices, withoutAnswer }: AskedQuestion,
  { answers, hint: remedyOf }: Situation,
): string | undefined {
  if (hint !== undefined) return typeof hint === 'string' ? hint : hint(answers);
  const isExplained = choices !== undefined || withoutAnswer?.(answers) !== undefined;
  return isVariable(name) && !isExplained ? remedyOf(name) : undefined;
}

/** Returns the stored answer, as a person would type it. */
function stored(question: AskedQuestion, situation: Situation): string | undefined {
  return shown(question, situation.stored);
}

function shown({ name, write }: AskedQuestion, values: Values | undefined): string | undefined {
  return values === undefined ? undefined : write === undefined ? values[name] : write(values);
}

function problemWith(
  text: string,
  without: string | undefined,
  { mistakeIn }: Situation,
): string | undefined {
  if (text === '') return without === undefined ? 'An answer is needed.' : undefined;
  return mistakeIn(text);
}

async function askSecret(
  question: AskedQuestion,
  situation: Situation,
  hint: string | undefined,
): Promise<Values> {
  const { prompter, answers, stored: inFile, current } = situation;
  const { message, name } = question;
  const without = question.withoutAnswer?.(answers);
  // If the stored secret has just been found wrong, it is not offered again.
  const keeps = current === undefined ? inFile[name] : undefined;
  const options: Option<'keep' | 'none' | 'type'>[] = [
    ...(keeps === undefined ? [] : [{ value: 'keep' as const, label: 'Keep the stored secret' }]),
    ...(without === undefined ? [] : [{ value: 'none' as const, label: capital(without) }]),
    { value: 'type', label: keeps === undefined ? 'Type one' : 'Type another' },
  ];
  const choice =
    options.length === 1
      ? 'type'
      : await prompter.select({ message, hint, options, initial: options[0]?.value });
  if (choice === 'keep') return { [name]: keeps };
  if (choice === 'none') return {};
  const typed = await prompter.secret({
    message: options.length === 1 ? message : `${message} It is not shown.`,
    hint,
    validate: (text) => problemWith(text, undefined, situation),
  });
  return { [name]: typed };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What may be secret in a fleet file: nothing in the file itself, only variables that it refers to. */
import { secretsIn } from '../settings/secrets.ts';
import { VARIABLES } from '../systems/settings.ts';
import type { FleetMistake } from './mistake.ts';
import { expand, namesIn } from './references.ts';

/** Returns what is wrong with the text of a setting: a secret that is written there, or a reference that is none. */
export function textMistake(
  variable: string,
  text: string,
): Pick<FleetMistake, 'problem' | 'expected'> | undefined {
  if (text.trim() === '') return { problem: `${variable} is empty`, expected: VARIABLES.remedyFor(variable) };
  const expanded = expand(text, () => REFERENCE);
  if (!expanded.ok) return { problem: `${variable} ${expanded.problem}`, expected: expanded.expected };
  const isLiteral = secretsIn({ [variable]: expanded.value }, VARIABLES).some(
    ({ value }) => value.replaceAll(REFERENCE, '') !== '',
  );
  if (!isLiteral) return undefined;
  const what = VARIABLES.get(variable)?.secret === undefined ? 'contains a secret' : 'is a secret';
  return {
    problem: `${variable} ${what}, which must not be in this file`,
    expected: '${NAME} in its place, with the name of a variable that only the environment contains',
  };
}

/** Stands for the value of a reference while the text around it is examined. */
const REFERENCE = 'KEYTURNREFERENCE';

/** Returns the variables of the environment that these settings refer to and that may be secret. */
export function secretReferences(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).flatMap(([variable, text]) => (mayBeSecret(variable) ? namesIn(text) : []));
}

/** Whether a setting is a secret, or a command or URL that may contain one. */
function mayBeSecret(variable: string): boolean {
  const known = VARIABLES.get(variable);
  return (
    known?.secret !== undefined ||
    known?.isCommand === true ||
    secretsIn({ [variable]: 'http://user:secret@host' }, VARIABLES).length > 0
  );
}

/** What setup is going to change in the settings file, and how that is shown. */
import { loggable } from '../http/printable.ts';
import type { ChangeGroup } from '../settings/env-file-edit.ts';
import type { Values } from '../settings/values.ts';
import type { Variables } from '../settings/variables.ts';
import type { System } from '../systems/system.ts';
import { isDefault } from './provisional.ts';
import { isVariable } from '../questions/question.ts';

/** One variable, before and after. */
export interface Change {
  name: string;
  kind: 'new' | 'changed' | 'removed' | 'unchanged';
  /** `undefined` if it is removed. */
  value: string | undefined;
}

/** Returns the changes from what is stored to the answers. A value that the settings have anyway is not written. */
export function changesOf(
  system: System,
  answers: Values,
  removed: readonly string[],
  stored: Values,
): Change[] {
  const set = Object.entries(answers).flatMap(([name, value]): Change[] => {
    const before = stored[name];
    if (!isVariable(name) || value === undefined) return [];
    if (before === undefined && isDefault(system, name, value)) return [];
    return [{ name, value, kind: before === undefined ? 'new' : before === value ? 'unchanged' : 'changed' }];
  });
  return [...set, ...removed.map((name): Change => ({ name, value: undefined, kind: 'removed' }))];
}

/** The list of hosts only grows, and its new host was confirmed, so that its change needs no further permission. */
const ONLY_GROWS = 'KEYTURN_WRITE_HOSTS';

/** Returns the changes that replace or remove what a person has stored. */
export function overwriting(changes: readonly Change[]): Change[] {
  return changes.filter(
    ({ name, kind }) => (kind === 'changed' || kind === 'removed') && name !== ONLY_GROWS,
  );
}

/** Returns the changes for the editor of the file, in groups with a comment each. */
export function groupsOf({ title, settings }: System, changes: readonly Change[]): ChangeGroup[] {
  const made = changes.filter(({ kind }) => kind !== 'unchanged');
  const isOwn = ({ name }: Change) => name.startsWith(`${settings.prefix}_`);
  const group = (about: string, of: Change[]): ChangeGroup => ({
    title: `${about}. Written by npm run setup; .env.example explains each variable.`,
    changes: new Map(of.map(({ name, value }) => [name, value])),
  });
  return [
    group(title, made.filter(isOwn)),
    group(
      'All systems',
      made.filter((change) => !isOwn(change)),
    ),
  ];
}

/** What is shown in place of a value. */
export const HIDDEN = '•••• (set)';

/** Whether a value is not shown: a secret, or a command, which may contain a password. */
export function isHidden(variables: Variables, name: string): boolean {
  const variable = variables.get(name);
  return variable?.secret !== undefined || variable?.isCommand === true;
}

/** Returns the lines that show the changes, without secrets. */
export function describeChanges(changes: readonly Change[], variables: Variables, secret = HIDDEN): string {
  const width = Math.max(0, ...changes.map(({ name }) => name.length));
  return changes
    .map(({ name, kind, value }) => {
      const shown = value === undefined ? '' : isHidden(variables, name) ? secret : loggable(value);
      return `${name.padEnd(width)}  ${[shown, kind === 'new' ? '' : `(${kind})`].filter(Boolean).join(' ')}`;
    })
    .join('\n');
}

/** Whom the contract is held against: every named fault and every honest variation of every emulator. */
import { FAULTS as expertFaults } from '../../emulators/expert/faults/index.ts';
import { VARIATIONS as expertVariations } from '../../emulators/expert/variations/index.ts';
import { FAULTS as zendeskFaults } from '../../emulators/zendesk/faults/index.ts';
import { VARIATIONS as zendeskVariations } from '../../emulators/zendesk/variations/index.ts';

export interface Subject {
  system: 'zendesk' | 'expert';
  /** `honest`: as the emulator is by default. */
  kind: 'fault' | 'variation' | 'honest';
  name: string;
  sentence: string;
  /** Only a browser can tell. */
  pages: boolean;
  /** How the admin of the tenant must prove who it is, for anybody to tell; by password, if nothing is said. */
  needs?: 'server token';
  /** The field of answers that is left out, or told wrong: both have the same. */
  field?: string;
}

interface Named {
  name: string;
  sentence: string;
  pages?: true;
  needs?: 'server token';
  field?: string;
}

function subjectsOf(system: Subject['system'], kind: Subject['kind'], list: readonly Named[]): Subject[] {
  return list.map(({ name, sentence, pages = false, needs, field }) => ({
    system,
    kind,
    name,
    sentence,
    pages,
    ...(needs === undefined ? {} : { needs }),
    ...(field === undefined ? {} : { field }),
  }));
}

export const SUBJECTS: readonly Subject[] = [
  ...subjectsOf('zendesk', 'fault', zendeskFaults),
  ...subjectsOf('zendesk', 'variation', zendeskVariations),
  ...subjectsOf('expert', 'fault', expertFaults),
  ...subjectsOf('expert', 'variation', expertVariations),
];

/** A plain emulator: everything that is caught there is a false alarm. */
export function honest(system: Subject['system']): Subject {
  return { system, kind: 'honest', name: 'plain', sentence: 'As it is by default.', pages: false };
}

/**
 * One of them, by its name.
 *
 * @throws {Error} when there is none: it was renamed, or removed.
 */
export function subjectNamed(system: Subject['system'], kind: 'fault' | 'variation', name: string): Subject {
  const found = SUBJECTS.find((each) => each.system === system && each.kind === kind && each.name === name);
  if (found === undefined)
    throw new Error(`${system} has no ${kind} “${name}” any more: choose another one, or correct its name.`);
  return found;
}

/** The fault that tells the field wrong which this variation leaves out; nothing where it leaves out none. */
export function lieAbout({ system, kind, field }: Subject): Subject | undefined {
  if (kind !== 'variation' || field === undefined) return undefined;
  const lie = SUBJECTS.find(
    (each) => each.system === system && each.kind === 'fault' && each.field === field,
  );
  if (lie === undefined) throw new Error(`No fault of ${system} tells the field “${field}” wrong.`);
  return lie;
}

/** What to start its emulator with. */
export function overlayOf({ kind, name }: Subject): { fault?: string; variation?: string } {
  return kind === 'honest' ? {} : { [kind]: name };
}

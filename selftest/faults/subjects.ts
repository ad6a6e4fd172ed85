/** Whom the contract is held against: every named fault and every honest variation of every emulator. */
import { FAULTS as expertFaults } from '../../emulators/expert/faults/index.ts';
import { VARIATIONS as expertVariations } from '../../emulators/expert/variations.ts';
import { FAULTS as zendeskFaults } from '../../emulators/zendesk/faults/index.ts';
import { VARIATIONS as zendeskVariations } from '../../emulators/zendesk/variations.ts';

export interface Subject {
  system: 'zendesk' | 'expert';
  kind: 'fault' | 'variation';
  name: string;
  sentence: string;
  /** Only a browser can tell. */
  pages: boolean;
}

interface Named {
  name: string;
  sentence: string;
  pages?: true;
}

function subjectsOf(system: Subject['system'], kind: Subject['kind'], list: readonly Named[]): Subject[] {
  return list.map(({ name, sentence, pages = false }) => ({ system, kind, name, sentence, pages }));
}

export const SUBJECTS: readonly Subject[] = [
  ...subjectsOf('zendesk', 'fault', zendeskFaults),
  ...subjectsOf('zendesk', 'variation', zendeskVariations),
  ...subjectsOf('expert', 'fault', expertFaults),
  ...subjectsOf('expert', 'variation', expertVariations),
];

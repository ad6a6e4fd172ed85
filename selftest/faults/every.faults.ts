/** Every named fault and every honest variation: `npm run faults`. */
import { declareSubjects } from './declare.ts';
import { SUBJECTS } from './subjects.ts';

declareSubjects(SUBJECTS, { judge: false });

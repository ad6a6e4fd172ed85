// Starts `npm run schema`.
import { startProgram } from '../program.mjs';

const HELP = `Compares the published schemas with the code that defines them: docs/run.schema.json (results/run.json) and
docs/fleet.schema.json (the fleet file).

  npm run schema              compares them
  npm run schema -- --write   writes them

Exit codes: 0 they agree, or were written; 1 one differs; 2 a wrong flag.`;

await startProgram({ command: 'npm run schema', flags: ['--write'], help: HELP }, () => import('./main.ts'));

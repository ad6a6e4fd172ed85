// Starts `npm run schema`, after it has enabled TypeScript on Node 20. The help needs no TypeScript, which takes seconds to load.
import '../../bin/node-version.mjs';
import { refuseUnknownFlags } from '../../bin/suggest.mjs';

const HELP = `Compares the published schemas with the code that defines them: docs/run.schema.json (results/run.json) and
docs/fleet.schema.json (the fleet file).

  npm run schema              compares them
  npm run schema -- --write   writes them

Exit codes: 0 they agree, or were written; 1 one differs; 2 a wrong flag.`;

const words = process.argv.slice(2);
refuseUnknownFlags(words, ['--help', '-h', '--write'], 'npm run schema');
if (words.includes('--help') || words.includes('-h')) console.log(HELP);
else {
  await import('../typescript.mjs');
  await import('./main.ts');
}

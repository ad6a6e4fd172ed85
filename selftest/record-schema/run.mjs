// Starts `npm run schema`, after it has enabled TypeScript on Node 20.
import '../../bin/node-version.mjs';
import 'jiti/register';
import { refuseUnknownFlags } from '../../bin/suggest.mjs';

refuseUnknownFlags(process.argv.slice(2), ['--help', '-h', '--write'], 'npm run schema');
await import('./main.ts');

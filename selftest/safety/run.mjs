// Starts `npm run safety`, after it has enabled TypeScript on Node 20.
import '../../bin/node-version.mjs';
import 'jiti/register';
import { refuseUnknownFlags } from '../../bin/suggest.mjs';

refuseUnknownFlags(
  process.argv.slice(2),
  ['--help', '-h', '--list', '--sample', '--write', '--cell', '--failure', '--system', '--jobs', '--output'],
  'npm run safety',
);
await import('./main.ts');

// Starts `npm run faults`, after it has enabled TypeScript on Node 20.
import '../../bin/node-version.mjs';
import 'jiti/register';
import { refuseUnknownFlags } from '../../bin/suggest.mjs';

refuseUnknownFlags(
  process.argv.slice(2),
  ['--help', '-h', '--list', '--system', '--workers', '--write'],
  'npm run faults',
);
await import('./main.ts');

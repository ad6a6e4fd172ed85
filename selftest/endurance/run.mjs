// Starts `npm run endurance`, after it has enabled TypeScript on Node 20.
import '../../bin/node-version.mjs';
import 'jiti/register';
import { refuseUnknownFlags } from '../../bin/suggest.mjs';

refuseUnknownFlags(
  process.argv.slice(2),
  ['--help', '-h', '--runs', '--system', '--write', '--output'],
  'npm run endurance',
);
await import('./main.ts');

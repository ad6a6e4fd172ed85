// Starts `npm run schema`, after it has enabled TypeScript on Node 20.
import '../../bin/node-version.mjs';
import 'jiti/register';

await import('./main.ts');

// The thin start of `npm run safety`: makes Node 20 understand TypeScript, and hands over.
import '../../bin/node-version.mjs';
import 'jiti/register';

await import('./main.ts');

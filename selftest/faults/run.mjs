// The thin start of `npm run faults`: makes Node 20 understand TypeScript, and hands over.
import 'jiti/register';

await import('./main.ts');

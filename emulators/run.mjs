// Starts `npm run emulator`, after it has enabled TypeScript on Node 20.
import { USAGE } from './usage.mjs';

const words = process.argv.slice(2);
// With a system, the help lists its options, which need the emulator itself.
if (words.length === 1 && (words[0] === '--help' || words[0] === '-h')) console.log(USAGE);
else {
  await import('./typescript.mjs');
  await import('./start.ts');
}

// Starts a program in TypeScript, also on Node 20. Its help needs no TypeScript, which takes seconds to load.
import '../bin/node-version.mjs';
import { refuseUnknownFlags } from '../bin/suggest.mjs';

/**
 * @param {object} of
 * @param {string} of.command how to start it, such as `npm run faults`
 * @param {readonly string[]} of.flags besides those of the help
 * @param {string} of.help
 * @param {() => Promise<unknown>} main loads the program, which then runs
 */
export async function startProgram({ command, flags, help }, main) {
  const words = process.argv.slice(2);
  refuseUnknownFlags(words, ['--help', '-h', ...flags], command);
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help);
    return;
  }
  await import('./typescript.mjs');
  await main();
}

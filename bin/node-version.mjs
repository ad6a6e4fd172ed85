// Says in a sentence that this Node is too old, where it would end with a stack somewhere else. Imported before all others;
// in syntax, and with what, such a Node understands.
import { readFileSync } from 'node:fs';

/**
 * The versions of Node that package.json asks for, as numbers: `^20.19.0 || >=24` is [[20, 19, true], [24, 0, false]], of
 * which the last says whether it is that major version alone.
 * @param {string} range
 * @returns {[major: number, minor: number, alone: boolean][]}
 */
function versionsOf(range) {
  return range.split('||').map((part) => {
    const [major = 0, minor = 0] = part
      .replace(/[^\d.]/g, '')
      .split('.')
      .map(Number);
    return [major, minor, part.trim().startsWith('^')];
  });
}

/**
 * What to say of a Node that the project does not run on, or `undefined`.
 * @param {string} version such as 18.20.8
 * @param {string} range `engines.node` of package.json
 * @param {string} path the program
 * @returns {string | undefined}
 */
export function unsupported(version, range, path) {
  const [major = 0, minor = 0] = version.split('.').map((part) => parseInt(part, 10));
  const all = versionsOf(range);
  if (all.some(([of, from, alone]) => (major === of && minor >= from) || (!alone && major > of)))
    return undefined;
  const names = all.map(([of, from]) => (from > 0 ? `${of}.${from}+` : `${of}+`));
  return (
    `\n  Blocked: Keyturn needs Node ${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}, and this is Node ${version} (${path}).\n` +
    '    To do: install a newer one (https://nodejs.org/en/download), run npm ci again, and try once more\n'
  );
}

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const sentence = unsupported(process.versions.node, engines.node, process.execPath);
if (sentence !== undefined) {
  console.error(sentence);
  process.exit(2);
}

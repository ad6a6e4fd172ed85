// Stops with a message if this Node is too old. Without this check, the run would end with a stack trace somewhere else.
// It is imported first, and uses only syntax and modules that an old Node supports.
import { readFileSync } from 'node:fs';

/**
 * Returns the Node versions that package.json requires, as numbers: `^20.19.0 || >=24` is
 * [[20, 19, true], [24, 0, false]]. The third item is true if only that major version matches.
 * @param {string} range
 * @returns {[major: number, minor: number, sameMajorOnly: boolean][]}
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
 * Returns the message about a Node that the project does not run on, or `undefined` if the project runs on it.
 * @param {string} version such as 18.20.8
 * @param {string} range `engines.node` of package.json
 * @param {string} path of the Node program
 * @returns {string | undefined}
 */
export function unsupported(version, range, path) {
  const [major = 0, minor = 0] = version.split('.').map((part) => parseInt(part, 10));
  const all = versionsOf(range);
  if (
    all.some(([of, from, sameMajorOnly]) => (major === of && minor >= from) || (!sameMajorOnly && major > of))
  )
    return undefined;
  const names = all.map(([of, from]) => (from > 0 ? `${of}.${from}+` : `${of}+`));
  return (
    `\n  Blocked: Keyturn needs Node ${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}, but this is Node ${version} (${path}).\n` +
    '    To do: install a newer Node (https://nodejs.org/en/download), run npm ci, and try again\n'
  );
}

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const message = unsupported(process.versions.node, engines.node, process.execPath);
if (message !== undefined) {
  console.error(message);
  process.exit(2);
}

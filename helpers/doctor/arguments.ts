/** The command line of `npm run doctor`. */
import { similarNames } from '../similar.ts';

/** What was asked for, or the mistake in it. */
export type DoctorArguments =
  | { ok: true; json: boolean; mailbox: boolean; owner: boolean; explain: string[] }
  | { ok: false; json: boolean; mistake: string };

const FLAGS = ['--json', '--mailbox', '--owner', '--explain'];

/** Reads the command line. */
export function readArguments(words: readonly string[]): DoctorArguments {
  const given = new Set<string>();
  const explain: string[] = [];
  const mistake = (what: string): DoctorArguments => ({
    ok: false,
    json: words.includes('--json'),
    mistake: `${what} See npm run doctor -- --help`,
  });
  for (let index = 0; index < words.length; index++) {
    const [flag = '', value] = (words[index] ?? '').split(/=(.*)/s);
    if (!flag.startsWith('-')) return mistake(`Unexpected word “${flag}”.`);
    if (!FLAGS.includes(flag)) {
      const [near] = similarNames(flag, FLAGS);
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      return mistake(`Unknown flag ${flag}.${hint}`);
    }
    given.add(flag);
    if (flag === '--explain') {
      const codes = value === undefined || value === '' ? [] : [value];
      while (words[index + 1]?.startsWith('-') === false) codes.push(words[++index] ?? '');
      explain.push(...codes);
      if (codes.length === 0)
        return mistake('--explain needs a code, such as --explain oauth-client. --explain help lists all.');
    } else if (value !== undefined) return mistake(`${flag} takes no value.`);
  }
  return {
    ok: true,
    json: given.has('--json'),
    mailbox: given.has('--mailbox'),
    owner: given.has('--owner'),
    explain,
  };
}

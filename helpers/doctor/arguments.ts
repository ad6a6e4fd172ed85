/** The command line of `npm run doctor`. */
import { similarNames } from '../similar.ts';

/** What was asked for, or the mistake in it. */
export type DoctorArguments =
  | { ok: true; json: boolean; mailbox: boolean; owner: boolean; explain: string | undefined }
  | { ok: false; mistake: string };

const FLAGS = ['--json', '--mailbox', '--owner', '--explain'];

/** Reads the command line. */
export function readArguments(words: readonly string[]): DoctorArguments {
  const given = new Set<string>();
  let explain: string | undefined;
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
      explain = value ?? words[++index];
      if (explain === undefined || explain === '')
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

function mistake(what: string): DoctorArguments {
  return { ok: false, mistake: `${what} See npm run doctor -- --help` };
}

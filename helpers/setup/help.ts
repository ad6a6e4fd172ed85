import type { Variables } from '../settings/variables.ts';
import { flagsOf, OWN_FLAGS, type SystemWithSetup } from './flags.ts';
import { isVariable } from '../questions/question.ts';

/** Returns the help of `npm run setup`: both uses, and all flags by system. */
export function helpOf(systems: readonly SystemWithSetup[], variables: Variables): string {
  const own = Object.entries(OWN_FLAGS).map(([flag, { takes, meaning }]) =>
    lineOf(`--${flag}${takes === undefined ? '' : ` ${takes}`}`, meaning),
  );
  const ofSystems = systems.flatMap((each) => [
    '',
    `${each.system.title} (--system ${each.system.name}):`,
    ...flagsOf(each, variables).map(({ flag, answer, isSecret, meaning }) =>
      lineOf(
        `--${flag} ${isSecret ? 'NAME|-' : 'VALUE'}`,
        isVariable(answer) ? `${answer}: ${meaning}` : meaning,
      ),
    ),
  ]);
  return `Asks for what a tenant needs, checks each answer on it, and writes .env. Nothing is sent, and no secret is asked for, until
you have confirmed the tenant's host. (The mailbox of the passcodes is another host: it is shown before its password is asked for.)
Secrets are not shown while you type. Every token that a check obtains is revoked.

At a terminal (with ACCESSIBLE=1, as plain numbered questions):
  npm run setup
  npm run setup -- --file accounts/eu.env            another file, for another tenant

Without a terminal, from flags, the environment and the file:
  npm run setup -- --system zendesk --subdomain acme --confirm-host acme.zendesk.com --client-id keyturn \\
    --client-secret-from ACME_SECRET --test-user-email 'qa+{run}@acme.example'
  read-secret | npm run setup -- … --client-secret-from -

An answer comes from its flag, else from its variable in the environment, else from the file, else from you. A secret is never a
flag: its flag ends in -from and names an environment variable, or is “-” for one line from standard input.

${own.join('\n')}
${ofSystems.join('\n')}

Exit codes:
  0    written, or nothing to change
  1    a token that a check obtained may still be alive; npm run sweep revokes it
  2    something is missing or wrong; nothing was written
  130  cancelled; nothing was written
`;
}

function lineOf(flag: string, meaning: string): string {
  return `  ${flag.padEnd(32)} ${meaning}`;
}

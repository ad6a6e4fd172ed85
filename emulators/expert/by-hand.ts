/** The Expert emulator as `npm run emulator -- expert` starts it. */
import type { System } from '../common/system.ts';
import { startExpert, type ExpertEmulator, type ExpertOptions } from './index.ts';
import { options as optionSet } from './site/options.ts';

export const expert: System = {
  title: 'CXone Expert site',
  options: () => optionSet.help(),
  async start({ port, settings }) {
    const options = settings.reduce<Partial<ExpertOptions>>(
      (all, setting) => ({ ...all, ...optionSet.read(setting) }),
      port === undefined ? {} : { port },
    );
    const emulator = await startExpert(options);
    return {
      baseUrl: emulator.baseUrl,
      environment: environment(emulator, optionSet.complete(options)),
      async stop() {
        const line = summary(emulator);
        await emulator.close();
        return line;
      },
    };
  },
};

/** The lines for `.env`: the credentials that this site takes, and the other pair as comments. */
function environment({ baseUrl, admin, serverToken }: ExpertEmulator, { basic }: ExpertOptions): string[] {
  const asComments = (lines: string[]): string[] => lines.map((line) => `# ${line}`);
  const basicPair = [`EXPERT_ADMIN_USERNAME=${admin.username}`, `EXPERT_ADMIN_PASSWORD='${admin.password}'`];
  const token =
    serverToken === null
      ? []
      : [
          `EXPERT_SERVER_TOKEN_KEY=${serverToken.key}`,
          `EXPERT_SERVER_TOKEN_SECRET=${serverToken.secret}`,
          `EXPERT_SERVER_TOKEN_USER=${serverToken.user}`,
        ];
  const credentials =
    basic === 'everybody'
      ? [...basicPair, '# Or, with a server token (its user is a name, without "="):', ...asComments(token)]
      : [
          '# The user is a name, without "=".',
          ...token,
          "# This site refuses the admin's own sign-in:",
          ...asComments(basicPair),
        ];
  return [`EXPERT_BASE_URL=${baseUrl}`, ...credentials, '# EXPERT_TEST_USERNAME=keyturn'];
}

function summary({ witness }: ExpertEmulator): string {
  const left = witness.users().filter((user) => user.active && !user.preexisting);
  const tokens = witness.liveTokens();
  const ofTheirs = tokens.filter(({ preexistingUser }) => !preexistingUser);
  return [
    `${witness.calls().length} calls answered`,
    `${left.length} users left active that were created since start`,
    `${ofTheirs.length} live tokens of users created since start`,
    `${tokens.length - ofTheirs.length} of people from before (nobody can take them back)`,
    `${witness.touched().length} pre-existing people touched`,
  ].join(', ');
}

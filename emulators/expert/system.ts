/** Expert, as an entry in the list of emulated systems. */
import { summary, type EmulatedSystem } from '../common/system.ts';
import { FAULTS } from './faults/index.ts';
import { FIELDS } from './fields/index.ts';
import { startExpert, type ExpertEmulator, type ExpertOptions } from './index.ts';
import { options as optionSet } from './site/options.ts';
import { VARIATIONS } from './variations/index.ts';

export const expert: EmulatedSystem = {
  title: 'CXone Expert',
  noun: 'site',
  faults: FAULTS,
  variations: VARIATIONS,
  fields: FIELDS,
  options: () => optionSet.help(),
  async start(options = {}) {
    const { baseUrl, admin, witness, close } = await startExpert(options);
    return {
      baseUrl,
      settings: {
        EXPERT_BASE_URL: baseUrl,
        EXPERT_ADMIN_USERNAME: admin.username,
        EXPERT_ADMIN_PASSWORD: admin.password,
      },
      witness,
      close,
    };
  },
  async startManually({ port, settings, secure }) {
    const options = settings.reduce<Partial<ExpertOptions>>(
      (all, setting) => ({ ...all, ...optionSet.read(setting) }),
      { ...(port === undefined ? {} : { port }), ...(secure === undefined ? {} : { secure }) },
    );
    const emulator = await startExpert(options);
    return {
      baseUrl: emulator.baseUrl,
      port: emulator.port,
      screens: screensOf(emulator),
      environment: environment(emulator, optionSet.complete(options)),
      async stop() {
        const line = summary(emulator, tokensOf(emulator));
        await emulator.close();
        return line;
      },
    };
  },
};

/** The lines for `.env`: the credentials that this site accepts, and the other pair as comments. */
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

/** What a person finds on the screens of the site. The password is theirs to know. */
function screensOf({ baseUrl, admin, serverToken }: ExpertEmulator): [string, string][] {
  const token: [string, string][] =
    serverToken === null
      ? [['Server API token', 'none']]
      : [
          ['Server API token', `for any user, such as ${serverToken.user}`],
          ['  Key', serverToken.key],
          ['  Secret', serverToken.secret],
        ];
  return [['Site', baseUrl], ['Admin', admin.username], ['  Password', admin.password], ...token];
}

/** The live tokens, split by whether they could have been revoked. */
function tokensOf({ witness }: ExpertEmulator): string {
  const ofTheirs = witness.remains().alive.length;
  return [
    `${ofTheirs} live tokens of users created since start`,
    `${witness.liveTokens().length - ofTheirs} of pre-existing users (cannot be revoked)`,
  ].join(', ');
}

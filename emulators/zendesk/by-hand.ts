/** The Zendesk emulator as `npm run emulator -- zendesk` starts it. */
import { fileURLToPath } from 'node:url';
import type { System } from '../common/system.ts';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from './index.ts';
import { options as optionSet } from './tenant/options.ts';

/** A tenant that cannot be tested is of no use to somebody who starts one by hand. */
const byHand: Partial<ZendeskOptions> = { adminsCanSetUserPasswords: true };

export const zendesk: System = {
  title: 'Zendesk tenant',
  options: () =>
    optionSet
      .help()
      .map((option) =>
        option.name === 'adminsCanSetUserPasswords'
          ? { ...option, standard: 'true when started by hand' }
          : option,
      ),
  async start({ port, settings }) {
    const options = settings.reduce<Partial<ZendeskOptions>>(
      (all, setting) => ({ ...all, ...optionSet.read(setting) }),
      { ...byHand, ...(port === undefined ? {} : { port }) },
    );
    const emulator = await startZendesk(options);
    return {
      baseUrl: emulator.baseUrl,
      environment: environment(emulator),
      async stop() {
        const line = summary(emulator);
        await emulator.close();
        return line;
      },
    };
  },
};

/** The lines for `.env`. */
function environment(emulator: ZendeskEmulator): string[] {
  const script = fileURLToPath(new URL('./passcode.mjs', import.meta.url));
  return [
    `ZENDESK_BASE_URL=${emulator.baseUrl}`,
    `ZENDESK_CLIENT_ID=${emulator.client.identifier}`,
    `ZENDESK_CLIENT_SECRET=${emulator.client.secret}`,
    // Single quotes keep the double ones, which the shell needs around a path.
    `KEYTURN_PASSCODE_COMMAND='node "${script}" ${emulator.baseUrl}'`,
    '# For ZENDESK_ADMIN_GRANT=authorization_code:',
    `# ZENDESK_ADMIN_EMAIL=${emulator.admin.email}`,
    `# ZENDESK_ADMIN_PASSWORD='${emulator.admin.password}'`,
  ];
}

function summary({ witness }: ZendeskEmulator): string {
  const left = witness.users().filter((user) => user.active && !user.preexisting);
  return [
    `${witness.calls().length} calls answered`,
    `${left.length} users left active that were created since start`,
    `${witness.liveTokens().length} live tokens`,
    `${witness.touched().length} pre-existing people touched`,
  ].join(', ');
}

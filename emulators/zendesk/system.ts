/** Zendesk, as an entry in the list of emulated systems. */
import { join } from 'node:path';
import { summary, type EmulatedSystem } from '../common/system.ts';
import { FAULTS } from './faults/index.ts';
import { FIELDS } from './fields/index.ts';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from './index.ts';
import { publicAddress } from './tenant/mail-target.ts';
import { options as optionSet } from './tenant/options.ts';
import { screensOf } from './screens.ts';
import { VARIATIONS } from './variations/index.ts';

/** Without this setting, the tenant could not be tested. */
const testable: Partial<ZendeskOptions> = { adminsCanSetUserPasswords: true };

export const zendesk: EmulatedSystem = {
  title: 'Zendesk',
  noun: 'tenant',
  faults: FAULTS,
  variations: VARIATIONS,
  fields: FIELDS,
  options: () =>
    optionSet
      .help()
      .map((option) =>
        option.name === 'adminsCanSetUserPasswords'
          ? { ...option, defaultValue: 'true when started manually' }
          : option,
      ),
  async start(options = {}) {
    const emulator = await startZendesk({ ...testable, ...options });
    const { baseUrl, witness } = emulator;
    return {
      baseUrl,
      settings: settingsOf(emulator, `"${process.execPath}"`),
      witness,
      close: () => emulator.close(),
    };
  },
  async startManually({ port, settings, secure }) {
    const options = settings.reduce<Partial<ZendeskOptions>>(
      (all, setting) => ({ ...all, ...optionSet.read(setting) }),
      { ...testable, ...(port === undefined ? {} : { port }), ...(secure === undefined ? {} : { secure }) },
    );
    const emulator = await startZendesk(options);
    const complete = optionSet.complete(options);
    return {
      baseUrl: emulator.baseUrl,
      port: emulator.port,
      environment: environment(emulator, complete),
      screens: screensOf(emulator, complete),
      async stop() {
        const { witness } = emulator;
        const line = summary(emulator, `${witness.liveTokens().length} live tokens`);
        await emulator.close();
        return line;
      },
    };
  },
};

/** The settings with which a run uses the tenant. `node` is the command for Node in the passcode command, quoted for a shell. */
function settingsOf({ baseUrl, controlUrl, client }: ZendeskEmulator, node: string): Record<string, string> {
  const script = join(__dirname, 'passcode.mjs');
  return {
    ZENDESK_BASE_URL: baseUrl,
    ZENDESK_CLIENT_ID: client.identifier,
    ZENDESK_CLIENT_SECRET: client.secret,
    KEYTURN_PASSCODE_COMMAND: `${node} "${script}" ${controlUrl}`,
  };
}

/** The lines for `.env`. */
function environment(emulator: ZendeskEmulator, { mailTo }: ZendeskOptions): string[] {
  const { KEYTURN_PASSCODE_COMMAND: command = '', ...others } = settingsOf(emulator, 'node');
  return [
    ...Object.entries(others).map(([name, value]) => `${name}=${value}`),
    // Single quotes keep the double quotes, which the shell needs around a path.
    ...(mailTo === null
      ? [`KEYTURN_PASSCODE_COMMAND='${command}'`]
      : [
          `# Mails arrive in ${publicAddress(mailTo)}. A command that needs no mailbox:`,
          `# KEYTURN_PASSCODE_COMMAND='${command}'`,
        ]),
    '# For ZENDESK_ADMIN_GRANT=authorization_code:',
    `# ZENDESK_ADMIN_EMAIL=${emulator.admin.email}`,
    `# ZENDESK_ADMIN_PASSWORD='${emulator.admin.password}'`,
  ];
}

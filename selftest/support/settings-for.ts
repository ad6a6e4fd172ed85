import { join } from 'node:path';
import type { ExpertEmulator } from '../../emulators/expert/index.ts';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';

const PASSCODE = join(__dirname, '..', '..', 'emulators', 'zendesk', 'passcode.mjs');

/** The settings that an emulator prints for `.env`. With them, a run treats it as a live tenant. */
export function settingsFor(emulator: ZendeskEmulator): Record<string, string> {
  return {
    ZENDESK_BASE_URL: emulator.baseUrl,
    ZENDESK_CLIENT_ID: emulator.client.identifier,
    ZENDESK_CLIENT_SECRET: emulator.client.secret,
    KEYTURN_PASSCODE_COMMAND: `"${process.execPath}" "${PASSCODE}" ${emulator.baseUrl}`,
  };
}

/** The same for an Expert site; `by` is how its admin authenticates. */
export function expertSettingsFor(
  { baseUrl, admin, serverToken }: ExpertEmulator,
  by: 'password' | 'server token' = 'password',
): Record<string, string> {
  if (by === 'password') {
    return {
      EXPERT_BASE_URL: baseUrl,
      EXPERT_ADMIN_USERNAME: admin.username,
      EXPERT_ADMIN_PASSWORD: admin.password,
    };
  }
  if (serverToken === null) throw new Error('This site has no server API token.');
  return {
    EXPERT_BASE_URL: baseUrl,
    EXPERT_SERVER_TOKEN_KEY: serverToken.key,
    EXPERT_SERVER_TOKEN_SECRET: serverToken.secret,
    EXPERT_SERVER_TOKEN_USER: serverToken.user,
  };
}

import { fileURLToPath } from 'node:url';
import type { ZendeskEmulator } from '../../emulators/zendesk/index.ts';

const PASSCODE = fileURLToPath(new URL('../../emulators/zendesk/passcode.mjs', import.meta.url));

/** What an emulator prints for `.env`, to point a run at it as at a live tenant. */
export function settingsFor(emulator: ZendeskEmulator): Record<string, string> {
  return {
    ZENDESK_BASE_URL: emulator.baseUrl,
    ZENDESK_CLIENT_ID: emulator.client.identifier,
    ZENDESK_CLIENT_SECRET: emulator.client.secret,
    KEYTURN_PASSCODE_COMMAND: `"${process.execPath}" "${PASSCODE}" ${emulator.baseUrl}`,
  };
}

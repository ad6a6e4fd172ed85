import type { Cookie } from 'playwright';
import { Browsers } from '../../browser/open.ts';
import { type PasscodeSource, passcodeSource } from '../../passcode/index.ts';
import type { CheckTools } from '../../questions/question.ts';
import { secrets } from '../../secrets/registry.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ConnectionParts } from '../system.ts';
import { connectTo } from './connect.ts';
import { newFailedSignIns, type ZendeskConnection } from './connection.ts';
import { zendeskSettings } from './settings.ts';

/** A connection for one check of setup. */
export interface SetupConnection extends ZendeskConnection {
  /** The browsers that the check has started: a headless one, and a visible one. */
  browsers: Browsers;
}

/**
 * Returns a function that connects for one check. All checks of a setup share the count of failed sign-ins, and the cookies of
 * devices.
 */
export function connecting(): (parts: ConnectionParts, tools: CheckTools) => SetupConnection {
  const failedSignIns = newFailedSignIns();
  const devices = new Map<string, Cookie[]>();
  const usedPasscodes = new Set<string>();
  return (parts, { settings, askPasscode }) => {
    const { target } = settings.of(zendeskSettings);
    if (target === undefined) throw new Error('a check needs a tenant');
    const browsers = new Browsers(settings);
    // While a check is under way, the terminal belongs to setup.
    const person = askPasscode === undefined ? undefined : personAtTerminal(askPasscode);
    return {
      ...connectTo(target, parts, {
        passcodes: isPerson(settings) ? person : passcodeSource(settings, secrets),
        browser: browsers.open,
      }),
      devices,
      usedPasscodes,
      failedSignIns,
      browsers,
    };
  };
}

/** Whether no mailbox and no command is set. */
function isPerson({ passcodeCommand, passcodeImap }: Settings): boolean {
  return passcodeCommand === undefined && passcodeImap === undefined;
}

function personAtTerminal(ask: (address: string) => Promise<string>): PasscodeSource {
  return {
    title: 'a person at the terminal',
    tryOut: () => Promise.resolve('by a person at the terminal'),
    read: async ({ address }) => (await ask(address)).replaceAll(/\s/g, ''),
  };
}

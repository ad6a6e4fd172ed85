import { defineSetup, type Setup } from '../../../../../helpers/questions/question.ts';
import { acmeSettings } from './settings.ts';
import { type AcmeConnection, onTenant, Things } from './things.ts';

/** The questions of setup. */
export function setup(): Setup {
  return defineSetup<AcmeConnection>({
    questions: [
      { name: 'ACME_BASE_URL', message: 'What is the URL of the tenant?' },
      {
        name: 'ACME_KEY',
        message: 'What is its key?',
        check: async (connection) => {
          const { status } = await new Things(connection).whoAmI();
          return status === 200
            ? { found: 'ok', seen: 'The key fits.' }
            : { found: 'problem', message: 'The key does not fit.' };
        },
      },
    ],
    contradicting: () => [],
    connect: (parts, { settings }) => {
      const { target } = settings.of(acmeSettings);
      if (target === undefined) throw new Error('a check needs a tenant');
      return { ...parts, target };
    },
    cleanUp: (connection, settings) => onTenant.cleanUp(connection, settings),
  });
}

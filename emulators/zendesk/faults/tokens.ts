/** Lies about tokens and their revocation. */
import type { ZendeskFault } from './index.ts';

export const tokenFaults: readonly ZendeskFault[] = [
  {
    name: 'revocation-without-effect',
    sentence: 'DELETE of a token is answered 204, and the token goes on to work.',
    install: ({ tokens }) => {
      tokens.revoke = () => undefined;
      return undefined;
    },
  },
];

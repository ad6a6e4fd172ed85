/** The ways to prove to an Expert site who calls. */
import type { Credential } from '../../http/call.ts';
import { signServerToken } from './server-token.ts';
import type { ExpertAdmin } from './settings.ts';

/** Nobody. */
export function anonymous(): Credential {
  return { as: 'anonymous' };
}

/** By name and password: `Authorization: Basic`, in UTF-8. */
export function basic(as: string, username: string, password: string): Credential {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    as,
    proof: {
      header: 'Authorization',
      shown: 'Basic [redacted password]',
      // Not the pair as well: it begins with the name, which is none, and would be taken for a secret that was cut off.
      make: () => ({
        value: `Basic ${pair}`,
        // A name is no secret, even where somebody tries it as the password.
        secrets: password === username ? [] : [{ value: password, kind: 'password' }],
      }),
    },
  };
}

/** By a server API token, signed anew for each call. The user it acts as is a number, or a name, encoded once. */
export function serverToken(as: string, token: { key: string; secret: string; user: string }): Credential {
  const name = token.user.replace(/^=/, '');
  const user = /^\d+$/.test(token.user) ? token.user : `=${encodeURIComponent(name)}`;
  return {
    as,
    proof: {
      header: 'X-Deki-Token',
      shown: '[redacted access token]',
      make: () => {
        const value = signServerToken({ ...token, user });
        return { value, secrets: [{ value, kind: 'access token' }] };
      },
    },
  };
}

/** By a server API token as it is written: to see what becomes of one that is none. */
export function serverTokenText(as: string, value: string): Credential {
  return tokenIn('X-Deki-Token', value, as, value);
}

/** By the cookie that a sign-in has set; `value` is as it came, quotes included. */
export function authtokenCookie(as: string, value: string): Credential {
  return tokenIn('Cookie', `authtoken=${value}`, as, value);
}

/** By the token that stood in the body of the same answer. */
export function authtokenHeader(as: string, token: string): Credential {
  return tokenIn('X-Authtoken', token, as, token);
}

/** Nobody, with an apikey. */
export function apikeyHeader(as: string, apikey: string): Credential {
  return tokenIn('X-ApiKey', apikey, as, apikey);
}

/** As configured. */
export function adminCredential(admin: ExpertAdmin): Credential {
  return admin.by === 'password'
    ? basic('admin', admin.username, admin.password)
    : serverToken('admin', admin);
}

function tokenIn(header: string, value: string, as: string, token: string): Credential {
  return {
    as,
    proof: {
      header,
      shown: '[redacted access token]',
      make: () => ({ value, secrets: [{ value: token.replace(/^"|"$/g, ''), kind: 'access token' }] }),
    },
  };
}

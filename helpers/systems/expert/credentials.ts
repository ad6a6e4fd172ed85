/** The credentials that an Expert site accepts. */
import type { Credential } from '../../http/call.ts';
import { signServerToken } from './server-token.ts';
import type { ExpertAdmin } from './settings.ts';

/** No credentials. */
export function anonymous(): Credential {
  return { as: 'anonymous' };
}

/** A user name and password: `Authorization: Basic`, in UTF-8. */
export function basic(as: string, username: string, password: string): Credential {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    as,
    proof: {
      header: 'Authorization',
      shown: 'Basic [redacted password]',
      // The secret is not the pair, which begins with the user name. The name would be redacted as a truncated secret.
      make: () => ({
        value: `Basic ${pair}`,
        // A user name is not a secret, even if a check tries it as the password.
        secrets: password === username ? [] : [{ value: password, kind: 'password' }],
      }),
    },
  };
}

/** A server API token, signed for each call. The user that it acts as is an ID, or a user name, which is encoded once. */
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

/** A server API token as given, for checks with invalid tokens. */
export function serverTokenText(as: string, value: string): Credential {
  return tokenIn('X-Deki-Token', value, as, value);
}

/** The cookie that a sign-in has set. `value` is unchanged, quotes included. */
export function authtokenCookie(as: string, value: string): Credential {
  return tokenIn('Cookie', `authtoken=${value}`, as, value);
}

/** The token from the body of a sign-in's answer, in a header. */
export function authtokenHeader(as: string, token: string): Credential {
  return tokenIn('X-Authtoken', token, as, token);
}

/** An anonymous caller with an apikey. */
export function apikeyHeader(as: string, apikey: string): Credential {
  return tokenIn('X-ApiKey', apikey, as, apikey);
}

/** The admin's credential, as configured. */
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

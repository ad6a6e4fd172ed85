/** What a person finds on the screens of Admin Center, for somebody who plays the tenant's admin. */
import type { ZendeskEmulator } from './index.ts';
import { publicAddress } from './tenant/mail-target.ts';
import type { ZendeskOptions } from './tenant/options.ts';

/** As [what, value] pairs. They contain secrets. */
export function screensOf(
  { baseUrl, client, admin, redirectUri }: ZendeskEmulator,
  options: ZendeskOptions,
): [string, string][] {
  const { clientKind, allowedScopes, mailTo } = options;
  const mails: [string, string][] = mailTo === null ? [] : [['Mails', `arrive in ${publicAddress(mailTo)}`]];
  return [
    ['Account', baseUrl],
    ['OAuth client', `${clientKind}, made by ${admin.email}`],
    ['  Identifier', client.identifier],
    ['  Secret', client.secret],
    ['  Redirect URL', redirectUri],
    ['  Scopes', allowedScopes?.join(' ') ?? 'all'],
    ['Admin', admin.email],
    ['  Password', admin.password],
    ['Security', `admins ${options.adminsCanSetUserPasswords ? 'can' : 'cannot'} set passwords`],
    ...mails,
  ];
}

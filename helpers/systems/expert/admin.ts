/** Finds the configured admin, or explains why the site cannot be tested as them. It only reads. */
import { quoted } from '../../http/quoted.ts';
import { settingsPlace } from '../../settings-place.ts';
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { isUnavailable } from '../../http/unavailable.ts';
import { spacesAtEnds } from '../../settings/written.ts';
import { Blocked, type WhatToDo } from '../../verdict/errors.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { isAdmin } from './marker.ts';
import type { User } from './schemas.ts';
import { SERVER_TOKENS_SCREEN, USERS_SCREEN } from './settings.ts';

/** A server API token is valid for five minutes. A clock that is off by nearly as much may be why a token is not accepted. */
const MAX_CLOCK_SKEW_MS = 240_000;

/**
 * Returns the admin as the site shows them.
 *
 * @throws {Blocked} if it is not an Expert site, it does not accept the admin, or the user is not an admin.
 */
export async function findAdmin(connection: ExpertConnection): Promise<User> {
  return (await showAdmin(connection)).body;
}

/** Does the same, and returns the whole answer. */
export async function showAdmin(connection: ExpertConnection): Promise<Exchange<User>> {
  const hadSpoken = connection.transport.hasAnswered;
  const shown = await asAdmin(connection).showSelf();
  // A 403 with a web page comes from a firewall. A 401 with a web page (the sign-in page) is a refusal of the site itself.
  const isForbidden = shown.status === 403;
  if (shown.status === 401 || shown.isRefusedWith(403)) throw notAccepted(connection, shown);
  if (isForbidden || isUnavailable(shown.status)) throw unexpectedStatus(shown);
  const notExpert = notExpertError(connection, shown, hadSpoken);
  if (notExpert !== undefined) throw notExpert;
  if (shown.status !== 200) throw unexpectedStatus(shown, 200);
  const me = shown.body;
  if (me.username.toLowerCase() === 'anonymous') throw notAccepted(connection, shown);
  if (!isAdmin(me)) {
    const { host } = new URL(connection.target.baseUrl);
    throw new Blocked(
      `${quoted(me.username)} is not an admin of ${host}; their role is ${quoted(me.role ?? 'not shown')}.`,
      {
        remedy: 'give them the role Admin, or configure another user',
        where: USERS_SCREEN,
        undo: 'give them their former role again on the same screen',
        who: 'an admin',
        help: 'expert-admin',
      },
    );
  }
  return shown;
}

/**
 * Returns the error if an answer to `GET users/current` is not Expert's, or `undefined`.
 *
 * @param hadSpoken whether the site had already answered in its own format
 */
export function notExpertError(
  { target }: Pick<ExpertConnection, 'target'>,
  shown: Exchange<unknown>,
  hadSpoken: boolean,
): Blocked | undefined {
  // A web server that is not Expert answers with a redirect, or not found.
  const isNotExpert = shown.status === 404 || (shown.status >= 300 && shown.status < 400);
  if (shown.isReadable && (!isNotExpert || hadSpoken)) return undefined;
  return new Blocked(
    `${new URL(target.baseUrl).host} is not an Expert site: ${shown.title} answered ${String(shown.status)}` +
      `${shown.isReadable ? '' : ' with a web page'}.`,
    {
      remedy: 'set EXPERT_BASE_URL to the URL of the site itself, without a path',
      where: settingsPlace(),
      help: 'expert-site',
    },
  );
}

/** The error about an admin whom the site does not accept. The remedy depends on the kind of credential. */
function notAccepted({ target: { admin, baseUrl } }: ExpertConnection, shown: Exchange<unknown>): Blocked {
  const { host } = new URL(baseUrl);
  if (admin.by === 'password') {
    const remedy: WhatToDo = {
      remedy:
        'check EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD; if the site allows no passwords for its API (SSO, a ' +
        'policy), use a server API token: EXPERT_SERVER_TOKEN_KEY, _SECRET and _USER',
      where: SERVER_TOKENS_SCREEN,
      who: 'an admin',
      help: 'expert-credentials',
    };
    return new Blocked(
      `${host} does not accept the admin's user name and password.${spacesAtEnds('EXPERT_ADMIN_PASSWORD', admin.password)}\n${shown.excerpt}`,
      remedy,
    );
  }
  const skewMs = Math.abs(Date.now() - Date.parse(shown.headers['date'] ?? ''));
  const clock =
    skewMs > MAX_CLOCK_SKEW_MS
      ? `this machine's clock, which is off by ${String(Math.round(skewMs / 60_000))} minutes; `
      : '';
  return new Blocked(
    `${host} does not accept the server API token, or the user that it acts as.${spacesAtEnds('EXPERT_SERVER_TOKEN_SECRET', admin.secret)}\n${shown.excerpt}`,
    {
      remedy: `check ${clock}EXPERT_SERVER_TOKEN_KEY and _SECRET, and that EXPERT_SERVER_TOKEN_USER is the user name or ID of an admin`,
      where: SERVER_TOKENS_SCREEN,
      who: 'an admin',
      help: 'expert-credentials',
    },
  );
}

/**
 * Can this site be tested? Reads only. What is missing is said with the screen where it is changed and who may change
 * it.
 */
import { type Exchange, unexpectedStatus } from '../../http/exchange.ts';
import { isUnavailable } from '../../http/unavailable.ts';
import type { Requirement } from '../../preflight/requirements.ts';
import { blanksAtEnds } from '../../settings/written.ts';
import { Blocked, type Remedy } from '../../verdict/errors.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';
import { isAdmin } from './marker.ts';
import type { User } from './schemas.ts';

/** A server token is good for five minutes: a clock that is wrong by more makes every one of them invalid. */
const MAX_CLOCK_SKEW_MS = 240_000;

/** Where server API tokens are made. */
export const TOKENS = 'Site tools > Dashboard > API Token Management > Server API Token';

/** What the preflight proves. */
export const ADMIN = { name: 'admin', sentence: 'The configured identity is an admin.' };

/** Looks at everything the notebook needs. */
export async function checkRequirements(connection: ExpertConnection): Promise<Requirement[]> {
  try {
    const { username } = await findAdmin(connection);
    return [{ ...ADMIN, problem: undefined, seen: username }];
  } catch (error) {
    if (error instanceof Blocked) return [{ ...ADMIN, problem: { message: error.message } }];
    throw error;
  }
}

/**
 * The admin, as the site knows it.
 *
 * @throws {Blocked} when it is no site of Expert, does not know the admin, or the admin is none.
 */
export async function findAdmin(connection: ExpertConnection): Promise<User> {
  const hadSpoken = connection.transport.hasSpoken;
  const shown = await asAdmin(connection).showSelf();
  const { host } = new URL(connection.target.baseUrl);
  // A firewall forbids with a page; where one signs in on a page, that is the site's own way to say no.
  const isForbidden = shown.status === 403;
  if (shown.status === 401 || shown.isRefusedWith(403)) throw notAccepted(connection, shown);
  if (isForbidden || isUnavailable(shown.status)) throw unexpectedStatus(shown);
  // Whatever a site of another kind says: that it has moved, or that there is nothing.
  const isElsewhere = shown.status === 404 || (shown.status >= 300 && shown.status < 400);
  if (!shown.isReadable || (isElsewhere && !hadSpoken)) {
    throw new Blocked(
      `${host} does not answer as an Expert site: ${shown.title} answered ${String(shown.status)}` +
        `${shown.isReadable ? '' : ' with a page'}.`,
      { remedy: 'set EXPERT_BASE_URL to the address of the site itself, without a path', where: '.env' },
    );
  }
  if (shown.status !== 200) throw unexpectedStatus(shown);
  const me = shown.body;
  if (me.username.toLowerCase() === 'anonymous') throw notAccepted(connection, shown);
  if (!isAdmin(me)) {
    throw new Blocked(`${me.username} is not an admin of ${host}: its role is ${me.role ?? 'not shown'}.`, {
      remedy: 'give it the role Admin, or configure somebody who has it',
      where: 'Site tools > Control Panel > Users',
      who: 'an admin',
    });
  }
  return me;
}

/** The admin is not known, for one of the reasons that each way to prove it has. */
function notAccepted({ target: { admin, baseUrl } }: ExpertConnection, shown: Exchange<unknown>): Blocked {
  const { host } = new URL(baseUrl);
  if (admin.by === 'password') {
    const remedy: Remedy = {
      remedy:
        'check EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD; where the site takes no passwords for its API (SSO, a ' +
        'policy), use a server API token: EXPERT_SERVER_TOKEN_KEY, _SECRET and _USER',
      where: TOKENS,
      who: 'an admin',
    };
    return new Blocked(
      `${host} does not accept the name and password of the admin.${blanksAtEnds('EXPERT_ADMIN_PASSWORD', admin.password)}\n${shown.excerpt}`,
      remedy,
    );
  }
  const skewMs = Math.abs(Date.now() - Date.parse(shown.headers['date'] ?? ''));
  const clock =
    skewMs > MAX_CLOCK_SKEW_MS
      ? `the clock of this machine, which is ${String(Math.round(skewMs / 60_000))} minutes off; `
      : '';
  return new Blocked(
    `${host} does not accept the server API token, or does not know the user it acts as.${blanksAtEnds('EXPERT_SERVER_TOKEN_SECRET', admin.secret)}\n${shown.excerpt}`,
    {
      remedy: `check ${clock}EXPERT_SERVER_TOKEN_KEY and _SECRET, and that EXPERT_SERVER_TOKEN_USER is the name or number of an admin`,
      where: TOKENS,
      who: 'an admin',
    },
  );
}

/** Faults with the samples and defaults of the documentation: a call that sends them literally is misread or refused. */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { isJsonObject, textOf, type JsonObject } from '../http/body.ts';
import { invalidAttribute, invalidEndpoint, recordInvalid, type Refusal } from '../http/errors.ts';
import { refused } from '../http/respond.ts';
import { oauthRefusal } from '../oauth/errors.ts';
import { afterSuccess, before, instead } from '../overlays/around.ts';
import {
  ANY_READ,
  CHANGE_PASSWORD,
  CREATE_USER,
  DELETE_USER,
  GET_TOKEN,
  hasSuffix,
  isCallTo,
  LIST_TOKENS,
  REVOKE_TOKEN,
  SEARCH_USERS,
  SET_PASSWORD,
  UPDATE_USER,
  type Endpoint,
} from '../overlays/endpoints.ts';
import { personOf } from '../overlays/people.ts';
import { changeReply } from '../overlays/replies.ts';
import { fieldsOf, send, sendUser } from '../overlays/requests.ts';
import { onTokenIssued, tokenOf } from '../overlays/tokens.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { ignoredParameters } from '../users/attributes.ts';

/** The documented default of `refresh_token_expires_in`, and the value in the documented samples. */
const DEFAULT_REFRESH_LIFETIME = 2_592_000;
const SAMPLE_REFRESH_LIFETIME = 604_800;

/** Refuses calls to an endpoint for which `fits` is true. They have no effect. */
function refuse(
  endpoint: Endpoint,
  refusal: Refusal,
  fits: (body: JsonObject, c: CallContext) => boolean,
): Install {
  return () =>
    instead(endpoint, async (c) => {
      const body = c.req.method === 'GET' ? {} : await fieldsOf(c);
      return fits(body, c) ? refused(refusal) : undefined;
    });
}

/** The same, depending on the user's attributes in the body. */
function refuseUser(endpoint: Endpoint, refusal: Refusal, fits: (user: JsonObject) => boolean): Install {
  return refuse(endpoint, refusal, ({ user }) => isJsonObject(user) && fits(user));
}

/** Whether the tenant knows each of these attributes of a user. */
function areKnown(user: JsonObject): boolean {
  return Object.keys(ignoredParameters('update', user)).length === 0;
}

const invalid = (key: string): Refusal => recordInvalid({ [key]: [{ description: `${key}: is invalid` }] });

const ANY_WRITE: readonly Endpoint[] = ['POST', 'PUT'].map((method) => ({ method, path: /^\/api\/v2\// }));
export const sampleFaults: readonly ZendeskFault[] = [
  {
    name: 'default-role-refused',
    sentence: 'Creating a user with the role end-user, which is the default, is refused.',
    install: refuseUser(CREATE_USER, invalid('role'), ({ role }) => role === 'end-user'),
  },
  {
    name: 'default-role-is-agent',
    sentence: 'A user who is created without a role becomes an agent.',
    install: () =>
      before(CREATE_USER, (c) => sendUser(c, (user) => ('role' in user ? user : { ...user, role: 'agent' }))),
  },
  {
    name: 'default-skip-verify-email-refused',
    sentence: 'Creating a user with false for skip_verify_email, which is the default, is refused.',
    install: refuseUser(
      CREATE_USER,
      invalid('skip_verify_email'),
      ({ skip_verify_email }) => skip_verify_email === false,
    ),
  },
  {
    name: 'default-refresh-lifetime-refused',
    sentence: 'A token requested with the default refresh_token_expires_in, 2592000, is refused.',
    install: refuse(
      GET_TOKEN,
      oauthRefusal('invalid_request'),
      (given) => Number(given['refresh_token_expires_in']) === DEFAULT_REFRESH_LIFETIME,
    ),
  },
  {
    name: 'default-refresh-lifetime-gives-none',
    sentence: 'A token requested with the default refresh_token_expires_in, 2592000, has no refresh token.',
    install: onTokenIssued(async (token, c) => {
      if (Number((await fieldsOf(c))['refresh_token_expires_in']) !== DEFAULT_REFRESH_LIFETIME) return;
      token.refresh = null;
      const none = { refresh_token: undefined, refresh_token_expires_in: undefined };
      await changeReply(c, (body) => ({ ...body, ...none }));
    }),
  },
  {
    name: 'sample-refresh-lifetime-refused',
    sentence: "A token requested with the sample's refresh_token_expires_in, 604800, is refused.",
    install: refuse(
      GET_TOKEN,
      oauthRefusal('invalid_request'),
      (given) => Number(given['refresh_token_expires_in']) === SAMPLE_REFRESH_LIFETIME,
    ),
  },
  {
    name: 'default-lifetime-refused',
    sentence: 'A token requested with null as expires_in, which is the default, is refused.',
    install: refuse(GET_TOKEN, oauthRefusal('invalid_request'), (given) => given['expires_in'] === null),
  },
  {
    name: 'sample-refresh-refused',
    sentence: 'A refresh with the parameter scopes, which only the sample has, is refused.',
    install: refuse(
      GET_TOKEN,
      oauthRefusal('invalid_request'),
      (given) => given['grant_type'] === 'refresh_token' && 'scopes' in given,
    ),
  },
  {
    name: 'sample-scope-order-refused',
    sentence: 'A token requested with write before read, as in the sample, is refused.',
    install: refuse(GET_TOKEN, oauthRefusal('invalid_scope'), (given) =>
      /\bwrite\b.*\bread\b/.test(textOf(given, 'scope') ?? ''),
    ),
  },
  {
    name: 'first-page-by-number-empty',
    sentence: 'The first page of a search is empty if it is requested by its number.',
    install: () =>
      afterSuccess(SEARCH_USERS, (c) =>
        changeReply(c, (body) => (c.req.query('page') === '1' ? { ...body, users: [] } : body)),
      ),
  },
  {
    name: 'largest-page-size-refused',
    sentence: 'A list is refused if its largest page is requested, which is the default: 100.',
    install: refuse(
      ANY_READ,
      invalidAttribute('per_page', 'must be less than 100'),
      (_body, c) => c.req.query('per_page') === '100',
    ),
  },
  {
    name: 'token-list-filter-ignored',
    sentence: "The list of one client's tokens also contains those of other clients.",
    install: () =>
      before(LIST_TOKENS, (c) => {
        const url = new URL(c.req.url);
        url.searchParams.delete('client_id');
        c.req.raw = new Request(url, { method: 'GET', headers: c.req.raw.headers });
      }),
  },
  {
    name: 'password-path-with-json-unknown',
    sentence: 'The path of a password is not found if it ends in .json.',
    install: (tenant) => async (c, next) => {
      const isPassword = isCallTo(c, SET_PASSWORD) || isCallTo(c, CHANGE_PASSWORD);
      if (!isPassword || !hasSuffix(c) || personOf(c, tenant) === undefined) return next();
      c.res = refused(invalidEndpoint());
    },
  },
  {
    name: 'password-path-with-json-sets-nothing',
    sentence: 'Setting a password with a path that ends in .json is answered with 200, and nothing is set.',
    install: (tenant) => async (c, next) => {
      const person = isCallTo(c, SET_PASSWORD) && hasSuffix(c) ? personOf(c, tenant) : undefined;
      const was = person?.password ?? null;
      await next();
      if (person !== undefined) person.password = was;
    },
  },
  {
    name: 'token-path-with-json-revokes-nothing',
    sentence: 'Revoking a token by its ID is answered with 204 without effect if the path ends in .json.',
    install: (tenant) => async (c, next) => {
      const byId = isCallTo(c, REVOKE_TOKEN) && hasSuffix(c) && !c.req.path.endsWith('/current');
      const token = byId ? tokenOf(c, tenant) : undefined;
      const was = structuredClone(token);
      await next();
      if (token !== undefined && was !== undefined)
        Object.assign(token, { revoked: was.revoked, refresh: was.refresh });
    },
  },
  {
    name: 'body-with-charset-not-read',
    sentence: 'A body is not read if its Content-Type contains a charset.',
    install: () => async (c, next) => {
      const isWrite = ANY_WRITE.some((endpoint) => isCallTo(c, endpoint));
      if (isWrite && /json\s*;\s*charset/i.test(c.req.header('content-type') ?? '')) send(c, {});
      await next();
    },
  },
  {
    name: 'any-accept-refused',
    sentence: 'A call that accepts any kind of answer, as the samples do, is answered with 406.',
    install: () => async (c, next) => {
      const accept = c.req.header('accept') ?? '*/*';
      if (c.req.path.startsWith('/api/v2/') && accept === '*/*')
        c.res = c.json({ error: 'NotAcceptable', description: 'Only application/json is acceptable' }, 406);
      else await next();
    },
  },
  {
    name: 'passwords-by-position',
    sentence: 'Of the two passwords of a change, the first one in the body is used as the previous one.',
    install: () =>
      before(CHANGE_PASSWORD, async (c) => {
        const given = await fieldsOf(c);
        const names = Object.keys(given).filter((name) => /^(previous_)?password$/.test(name));
        const [previous, fresh] = names.map((name) => given[name]);
        if (names.length === 2) send(c, { ...given, previous_password: previous, password: fresh });
      }),
  },
  {
    name: 'names-in-any-case',
    sentence: "When a password is set, the parameter's name is also accepted in capital letters.",
    install: () =>
      before(SET_PASSWORD, async (c) => {
        const given = await fieldsOf(c);
        const name = Object.keys(given).find((each) => each.toLowerCase() === 'password');
        if (name !== undefined && name !== 'password') send(c, { password: given[name] });
      }),
  },
  {
    name: 'unknown-attribute-refused',
    sentence: 'A new user is refused for an unknown attribute, which should be ignored.',
    install: refuseUser(CREATE_USER, invalid('user'), (user) => !areKnown(user)),
  },
  {
    name: 'unknown-attribute-voids-change',
    sentence: 'Changing a user is answered with 200 without effect if one attribute is unknown.',
    install: () => before(UPDATE_USER, (c) => sendUser(c, (user) => (areKnown(user) ? user : {}))),
  },
  {
    name: 'body-of-deletion-refused',
    sentence: 'Deleting a user is refused if the call has a body, which should be ignored.',
    install: refuse(DELETE_USER, invalid('user'), (body) => Object.keys(body).length > 0),
  },
  {
    name: 'identities-of-new-user-dropped',
    sentence: 'The identities that are sent with a new user, as in the sample, are dropped.',
    install: () => before(CREATE_USER, (c) => sendUser(c, (user) => ({ ...user, identities: [] }))),
  },
  {
    name: 'search-takes-whole-values-only',
    sentence: 'A search for a part of an address or a name, as in the sample, finds no user.',
    install: replacing(({ index, people }) => {
      const usual = index.find.bind(index);
      index.find = (query) => {
        const wanted = query
          .replace(/^[a-z_]+:/i, '')
          .replaceAll('"', '')
          .trim()
          .toLowerCase();
        return usual(query).filter((hit) => {
          const person = people.get(hit.id);
          const addresses = person?.identities.map(({ value }) => value) ?? [];
          const texts = [person?.name, person?.external_id, ...addresses];
          return /^(type|role):/.test(query) || texts.some((text) => text?.toLowerCase() === wanted);
        });
      };
    }),
  },
];

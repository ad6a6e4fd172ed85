/**
 * Faults with roles: what only admins may do is done for another caller, and reported as done or as refused.
 * They act only on people who were created since the start.
 */
import { isJsonObject, type JsonObject } from '../http/body.ts';
import type { Caller } from '../http/caller.ts';
import { roleTooLow } from '../http/errors.ts';
import { covers } from '../tenant/scopes.ts';
import type { Person, Role } from '../tenant/people.ts';
import { answer, answerHeader } from '../overlays/replies.ts';
import { callerOf, adminCaller, acceptAgents } from '../overlays/callers.ts';
import {
  CREATE_USER,
  DELETE_USER,
  isCallTo,
  SEARCH_USERS,
  SET_PASSWORD,
  SHOW_USER,
  UPDATE_USER,
  type Endpoint,
} from '../overlays/endpoints.ts';
import { fieldsOf } from '../overlays/requests.ts';
import { newcomers, personOf } from '../overlays/people.ts';
import { replacing } from '../../common/overlays.ts';
import type { CallContext } from '../../common/env.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';

const ADD_IDENTITY: Endpoint = { method: 'POST', path: /^\/api\/v2\/users\/\d+\/identities$/ };
const ISSUE_TOKEN: Endpoint = { method: 'POST', path: /^\/api\/v2\/oauth\/tokens$/ };
const LIST_CLIENTS: Endpoint = { method: 'GET', path: /^\/api\/v2\/oauth\/clients$/ };
const SECURITY_SETTINGS: Endpoint = { method: 'GET', path: /^\/api\/v2\/security_settings$/ };

/** What a caller does: the attributes that were sent, and the target. `target` is undefined for a new user. */
interface Attempt {
  caller: Person;
  target: Person | undefined;
  user: JsonObject;
}

interface ForbiddenAction {
  kind: Endpoint;
  by: Role;
  /** Which of these calls; all of them if it is missing. */
  which?: (deed: Attempt) => boolean;
  /** The answer is the refusal of a caller whose role is too low. */
  refused?: true;
}

/** The call is carried out as if an admin had made it. */
function carriedOut({ kind, by, which = () => true, refused: inSilence }: ForbiddenAction): Install {
  return (tenant) => {
    const { gate } = tenant;
    const known = newcomers(tenant);
    const admitted = new WeakSet<CallContext>();
    const usual = gate.identify.bind(gate);
    gate.identify = (c) => (admitted.has(c) ? adminCaller(tenant) : usual(c));

    const fits = async (c: CallContext): Promise<boolean> => {
      const caller = isCallTo(c, kind) ? callerOf(c, tenant) : null;
      const target = personOf(c, tenant);
      if (caller?.person.role !== by || !mayTry(caller, kind)) return false;
      if (target !== undefined && !known().includes(target)) return false;
      const { user } = kind.method === 'GET' ? {} : await fieldsOf(c);
      return which({ caller: caller.person, target, user: isJsonObject(user) ? user : {} });
    };
    return async (c, next) => {
      if (await fits(c)) admitted.add(c);
      await next();
      if (!admitted.has(c) || !c.res.ok || inSilence !== true) return;
      const { status, body } = roleTooLow();
      answer(c, status, body);
      answerHeader(c, 'location', undefined);
    };
  };
}

/** A token without the scope is still refused. */
function mayTry({ scopes }: Caller, { method }: Endpoint): boolean {
  return covers(scopes, { access: method === 'GET' ? 'read' : 'write' });
}

/** The two faults about one action: it is allowed, or it is refused and done. */
function allowedAndRefused(name: string, clause: string, action: ForbiddenAction): ZendeskFault[] {
  return [
    { name, sentence: `${clause}.`, install: carriedOut(action) },
    {
      name: `${name}-in-silence`,
      sentence: `${clause}, and is told that this is not allowed.`,
      install: carriedOut({ ...action, refused: true }),
    },
  ];
}

const onSelf = ({ caller, target }: Attempt): boolean => target === caller;
const onAnother = (deed: Attempt): boolean => deed.target !== undefined && !onSelf(deed);

export const roleFaults: readonly ZendeskFault[] = [
  ...allowedAndRefused('agents-create-agents', 'An agent creates an agent', {
    kind: CREATE_USER,
    by: 'agent',
    which: ({ user }) => user['role'] === 'agent',
  }),
  ...allowedAndRefused('agents-create-admins', 'An agent creates an admin', {
    kind: CREATE_USER,
    by: 'agent',
    which: ({ user }) => user['role'] === 'admin',
  }),
  ...allowedAndRefused('end-users-create-users', 'An end user creates a user', {
    kind: CREATE_USER,
    by: 'end-user',
  }),
  ...allowedAndRefused('agents-promote-others', "An agent raises another user's role", {
    kind: UPDATE_USER,
    by: 'agent',
    which: (deed) => onAnother(deed) && 'role' in deed.user,
  }),
  ...allowedAndRefused('agents-suspend-agents', 'An agent suspends another agent', {
    kind: UPDATE_USER,
    by: 'agent',
    which: (deed) => onAnother(deed) && deed.target?.role === 'agent' && 'suspended' in deed.user,
  }),
  ...allowedAndRefused('end-users-promote-themselves', 'An end user raises their own role', {
    kind: UPDATE_USER,
    by: 'end-user',
    which: (deed) => onSelf(deed) && 'role' in deed.user,
  }),
  ...allowedAndRefused('end-users-change-others', 'An end user changes another user', {
    kind: UPDATE_USER,
    by: 'end-user',
    which: onAnother,
  }),
  ...allowedAndRefused('end-users-delete-users', 'An end user deletes another user', {
    kind: DELETE_USER,
    by: 'end-user',
    which: onAnother,
  }),
  ...allowedAndRefused('end-users-add-identities', 'An end user adds an identity to another user', {
    kind: ADD_IDENTITY,
    by: 'end-user',
    which: onAnother,
  }),
  {
    name: 'end-users-set-passwords',
    sentence: 'An end user sets the password of another user.',
    install: carriedOut({ kind: SET_PASSWORD, by: 'end-user', which: onAnother }),
  },
  {
    name: 'agents-set-their-own-password',
    sentence: 'An agent sets their own password, as only admins may, without the previous one.',
    install: carriedOut({ kind: SET_PASSWORD, by: 'agent', which: onSelf }),
  },
  {
    name: 'agents-issue-tokens',
    sentence: 'An agent issues a token for themselves, as only admins may, without any grant.',
    install: replacing((tenant) => acceptAgents(tenant, ISSUE_TOKEN)),
  },
  {
    name: 'agents-list-clients',
    sentence: 'An agent can list OAuth clients.',
    install: replacing((tenant) => acceptAgents(tenant, LIST_CLIENTS)),
  },
  {
    name: 'agents-see-security-settings',
    sentence: 'An agent can see the security settings.',
    install: replacing((tenant) => acceptAgents(tenant, SECURITY_SETTINGS)),
  },
  {
    name: 'end-users-search-users',
    sentence: 'An end user can search users.',
    install: carriedOut({ kind: SEARCH_USERS, by: 'end-user' }),
  },
  {
    name: 'end-users-see-others',
    sentence: 'An end user can see another user by ID.',
    install: carriedOut({ kind: SHOW_USER, by: 'end-user', which: onAnother }),
  },
];

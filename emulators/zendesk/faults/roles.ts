/**
 * Faults with roles: what only admins may do is done for another caller. The answer is a success or a refusal. Only people
 * who were created since the start are affected.
 */
import type { CallContext } from '../../common/env.ts';
import { replacing } from '../../common/overlays.ts';
import { isJsonObject, type JsonObject } from '../http/body.ts';
import type { Caller } from '../http/caller.ts';
import { roleTooLow } from '../http/errors.ts';
import { acceptAgents, adminCaller, callerOf } from '../overlays/callers.ts';
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
import { newcomers, personOf } from '../overlays/people.ts';
import { answer, answerHeader } from '../overlays/replies.ts';
import { fieldsOf } from '../overlays/requests.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import type { Person, Role } from '../tenant/people.ts';
import { covers } from '../tenant/scopes.ts';

const ADD_IDENTITY: Endpoint = { method: 'POST', path: /^\/api\/v2\/users\/\d+\/identities$/ };
const ISSUE_TOKEN: Endpoint = { method: 'POST', path: /^\/api\/v2\/oauth\/tokens$/ };
const LIST_CLIENTS: Endpoint = { method: 'GET', path: /^\/api\/v2\/oauth\/clients$/ };
const SECURITY_SETTINGS: Endpoint = { method: 'GET', path: /^\/api\/v2\/security_settings$/ };

/** What a caller attempts: the attributes that they send, and the target, which is undefined for a new user. */
interface Attempt {
  caller: Person;
  target: Person | undefined;
  user: JsonObject;
}

interface ForbiddenAction {
  endpoint: Endpoint;
  by: Role;
  /** Whether the attempt is one of those that are meant. If it is missing, all are. */
  applies?: (attempt: Attempt) => boolean;
  /** The answer is the refusal for a role that is too low. */
  refused?: true;
}

/** Carries a call out as if an admin had made it. */
function carryOut({ endpoint, by, applies = () => true, refused }: ForbiddenAction): Install {
  return (tenant) => {
    const { gate } = tenant;
    const known = newcomers(tenant);
    const admitted = new WeakSet<CallContext>();
    const usual = gate.identify.bind(gate);
    gate.identify = (c) => (admitted.has(c) ? adminCaller(tenant) : usual(c));

    const fits = async (c: CallContext): Promise<boolean> => {
      const caller = isCallTo(c, endpoint) ? callerOf(c, tenant) : null;
      const target = personOf(c, tenant);
      if (caller?.person.role !== by || !mayTry(caller, endpoint)) return false;
      if (target !== undefined && !known().includes(target)) return false;
      const { user } = endpoint.method === 'GET' ? {} : await fieldsOf(c);
      return applies({ caller: caller.person, target, user: isJsonObject(user) ? user : {} });
    };
    return async (c, next) => {
      if (await fits(c)) admitted.add(c);
      await next();
      if (!admitted.has(c) || !c.res.ok || refused !== true) return;
      const { status, body } = roleTooLow();
      answer(c, status, body);
      answerHeader(c, 'location', undefined);
    };
  };
}

/** Whether the scopes of the caller allow the attempt. A token without the scope is still refused. */
function mayTry({ scopes }: Caller, { method }: Endpoint): boolean {
  return covers(scopes, { access: method === 'GET' ? 'read' : 'write' });
}

/** The two faults about one action: it is allowed, or it is refused and done anyway. */
function allowedAndRefused(name: string, clause: string, action: ForbiddenAction): ZendeskFault[] {
  return [
    { name, sentence: `${clause}.`, install: carryOut(action) },
    {
      name: `${name}-in-silence`,
      sentence: `${clause}, although the answer is a refusal.`,
      install: carryOut({ ...action, refused: true }),
    },
  ];
}

const onSelf = ({ caller, target }: Attempt): boolean => target === caller;
const onAnother = (attempt: Attempt): boolean => attempt.target !== undefined && !onSelf(attempt);

export const roleFaults: readonly ZendeskFault[] = [
  ...allowedAndRefused('agents-create-agents', 'An agent creates an agent', {
    endpoint: CREATE_USER,
    by: 'agent',
    applies: ({ user }) => user['role'] === 'agent',
  }),
  ...allowedAndRefused('agents-create-admins', 'An agent creates an admin', {
    endpoint: CREATE_USER,
    by: 'agent',
    applies: ({ user }) => user['role'] === 'admin',
  }),
  ...allowedAndRefused('end-users-create-users', 'An end user creates a user', {
    endpoint: CREATE_USER,
    by: 'end-user',
  }),
  ...allowedAndRefused('agents-promote-others', "An agent raises another user's role", {
    endpoint: UPDATE_USER,
    by: 'agent',
    applies: (attempt) => onAnother(attempt) && 'role' in attempt.user,
  }),
  ...allowedAndRefused('agents-suspend-agents', 'An agent suspends another agent', {
    endpoint: UPDATE_USER,
    by: 'agent',
    applies: (attempt) =>
      onAnother(attempt) && attempt.target?.role === 'agent' && 'suspended' in attempt.user,
  }),
  ...allowedAndRefused('end-users-promote-themselves', 'An end user raises their own role', {
    endpoint: UPDATE_USER,
    by: 'end-user',
    applies: (attempt) => onSelf(attempt) && 'role' in attempt.user,
  }),
  ...allowedAndRefused('end-users-change-others', 'An end user changes another user', {
    endpoint: UPDATE_USER,
    by: 'end-user',
    applies: onAnother,
  }),
  ...allowedAndRefused('end-users-delete-users', 'An end user deletes another user', {
    endpoint: DELETE_USER,
    by: 'end-user',
    applies: onAnother,
  }),
  ...allowedAndRefused('end-users-add-identities', 'An end user adds an identity to another user', {
    endpoint: ADD_IDENTITY,
    by: 'end-user',
    applies: onAnother,
  }),
  {
    name: 'end-users-set-passwords',
    sentence: 'An end user sets the password of another user.',
    install: carryOut({ endpoint: SET_PASSWORD, by: 'end-user', applies: onAnother }),
  },
  {
    name: 'agents-set-their-own-password',
    sentence: 'An agent sets their own password, as only admins may, without the previous one.',
    install: carryOut({ endpoint: SET_PASSWORD, by: 'agent', applies: onSelf }),
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
    install: carryOut({ endpoint: SEARCH_USERS, by: 'end-user' }),
  },
  {
    name: 'end-users-see-others',
    sentence: 'An end user can see another user by ID.',
    install: carryOut({ endpoint: SHOW_USER, by: 'end-user', applies: onAnother }),
  },
];

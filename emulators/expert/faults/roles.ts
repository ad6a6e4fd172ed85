/** Faults in writes that only admins may make: each is either accepted, or refused and done anyway. */
import { isAdmin } from '../http/caller.ts';
import { Refusal } from '../http/errors.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { around, type FeatureCall, passwordFault } from '../overlays/around.ts';
import { featureOf } from '../overlays/features.ts';
import { outcomeOf, refusedAs, replyOrThrow } from '../overlays/refusals.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import { ADMIN, EDITOR } from '../site/roles.ts';
import { presentUser } from '../users/present.ts';

/** One attribute that PUT users/{userid} writes. */
type Written = 'role' | 'status' | 'username' | 'email';

/** The writer, and the user who is written. */
type By = 'own' | 'others' | 'anonymous';

interface ReservedWrite {
  by: By;
  written: Written;
  /** Refused correctly, but done anyway. */
  refused?: true;
  isMeant?: (person: Person) => boolean;
}

function isBy(by: By, { caller: { person }, target }: FeatureCall): boolean {
  if (target === undefined || target.id === ANONYMOUS_ID) return false;
  if (person.id === ANONYMOUS_ID) return by === 'anonymous';
  return by === (person === target ? 'own' : 'others');
}

/** Writes one attribute of a refused change, and nothing else. */
function writes(name: string, sentence: string, reserved: ReservedWrite): ExpertFault {
  const { by, written, refused = false, isMeant = () => true } = reserved;
  return {
    name,
    sentence,
    install: (site) => {
      const perform = site.behavior.features.update;
      return around(site, 'update', async (call, honest) => {
        const outcome = await outcomeOf(honest);
        const { request, caller, userId, target } = call;
        const forRights = outcome instanceof Refusal && [401, 403].includes(outcome.details.status);
        if (!forRights || target === undefined || !isBy(by, call)) return replyOrThrow(outcome);
        const before = { ...target };
        await outcomeOf(async () => perform(site, request, { ...caller, apikey: true }, userId));
        const done = target[written] !== before[written] && isMeant(target);
        Object.assign(target, before, done ? { [written]: target[written] } : {});
        target.seated = target.status === 'active' && target.role.seated;
        if (refused || !done) throw outcome;
        return { status: 200, document: presentUser(site, target, caller) };
      });
    },
  };
}

const own: ExpertFault[] = [
  writes('own-role-below-admin-accepted', 'A user can take any role except admin.', {
    by: 'own',
    written: 'role',
    isMeant: ({ role }) => role !== ADMIN,
  }),
  writes('own-role-refused-but-done', 'A user who takes another role is refused, and gets it.', {
    by: 'own',
    written: 'role',
    refused: true,
  }),
  writes('own-name-accepted', 'Users can change their own user name.', { by: 'own', written: 'username' }),
  writes(
    'own-name-refused-but-done',
    'A user who changes their own user name is refused, and the name changes.',
    {
      by: 'own',
      written: 'username',
      refused: true,
    },
  ),
];

const others: ExpertFault[] = [
  writes('others-role-accepted', "A user can change another user's role.", { by: 'others', written: 'role' }),
  writes(
    'others-role-refused-but-done',
    "A user who changes another user's role is refused, and the role changes.",
    {
      by: 'others',
      written: 'role',
      refused: true,
    },
  ),
  writes('others-status-accepted', 'A user can deactivate and activate another user.', {
    by: 'others',
    written: 'status',
  }),
  writes(
    'others-status-refused-but-done',
    'A user who deactivates another user is refused, and the other user is deactivated.',
    {
      by: 'others',
      written: 'status',
      refused: true,
    },
  ),
  writes('others-name-accepted', "A user can change another user's user name.", {
    by: 'others',
    written: 'username',
  }),
  writes('others-email-accepted', "A user can change another user's email address.", {
    by: 'others',
    written: 'email',
  }),
  writes(
    'others-email-refused-but-done',
    "A user who changes another user's email address is refused, and the address changes.",
    { by: 'others', written: 'email', refused: true },
  ),
];

const byAnonymous: ExpertFault[] = [
  writes('anonymous-changes-roles', "Anonymous callers can change any user's role.", {
    by: 'anonymous',
    written: 'role',
  }),
  writes('anonymous-changes-emails', "Anonymous callers can change any user's email address.", {
    by: 'anonymous',
    written: 'email',
  }),
  writes(
    'anonymous-status-refused-but-done',
    'An anonymous caller who deactivates a user is refused, and the user is deactivated.',
    { by: 'anonymous', written: 'status', refused: true },
  ),
  writes(
    'anonymous-role-refused-but-done',
    "An anonymous caller who changes a user's role is refused, and the role changes.",
    { by: 'anonymous', written: 'role', refused: true },
  ),
];

/** Whether a document has the ID of a user. */
async function namesUser(request: DekiRequest): Promise<boolean> {
  const { attributes } = await request.xml('user');
  return Number(attributes['id'] ?? 0) !== 0;
}

/** Carries out a POST users that was refused for lack of rights. */
function postsRefused(
  name: string,
  sentence: string,
  { isMeant, refused }: { isMeant: (call: FeatureCall, update: boolean) => boolean; refused: boolean },
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      const perform = site.behavior.features.create;
      return around(site, 'create', async (call, honest) => {
        const outcome = await outcomeOf(honest);
        const { request, caller, userId } = call;
        if (!refusedAs(outcome, 'creatorRights') || !isMeant(call, await namesUser(request)))
          return replyOrThrow(outcome);
        const done = await outcomeOf(async () => perform(site, request, { ...caller, apikey: true }, userId));
        if (refused) throw outcome;
        return replyOrThrow(done);
      });
    },
  };
}

function isAnonymous({ caller }: FeatureCall): boolean {
  return caller.person.id === ANONYMOUS_ID;
}

const created: ExpertFault[] = [
  postsRefused(
    'creation-refused-but-done',
    'A user who creates a user is refused with 403, and the new user exists.',
    {
      isMeant: (call, update) => !isAnonymous(call) && !update,
      refused: true,
    },
  ),
  postsRefused(
    'anonymous-creation-refused-but-done',
    'An anonymous caller who creates a user is refused with 403, and the new user exists.',
    {
      isMeant: (call, update) => isAnonymous(call) && !update,
      refused: true,
    },
  ),
  postsRefused('post-changes-users', 'Any signed-in user can change users with POST users and their ID.', {
    isMeant: (call, update) => !isAnonymous(call) && update,
    refused: false,
  }),
  postsRefused(
    'post-refused-but-changed',
    'A caller who is not an admin and changes a user with POST users and an ID is refused, and the user changes.',
    { isMeant: (call, update) => !isAnonymous(call) && update, refused: true },
  ),
];

/** Sets an alternate password that was refused. */
function setsRefusedAlternate(
  name: string,
  sentence: string,
  { isMeant, refused }: { isMeant: (call: FeatureCall) => boolean; refused: boolean },
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const outcome = await outcomeOf(honest);
    const { site, target, request } = call;
    const isAsked =
      refusedAs(outcome, 'neitherTargetNorAdmin') && request.flag('altpassword') === true && isMeant(call);
    if (!isAsked || target === undefined) return replyOrThrow(outcome);
    site.behavior.storePassword(target, await request.text(), true);
    if (refused) throw outcome;
    return { status: 200 };
  });
}

const passwords: ExpertFault[] = [
  setsRefusedAlternate(
    'others-alternate-refused-but-done',
    "A user who sets another user's alternate password is refused, and it is set.",
    { isMeant: (call) => !isAnonymous(call), refused: true },
  ),
  setsRefusedAlternate(
    'anonymous-sets-alternate',
    "Anonymous callers can set any user's alternate password.",
    {
      isMeant: isAnonymous,
      refused: false,
    },
  ),
  {
    name: 'editor-sets-passwords',
    sentence: "An editor can set another user's password.",
    install: ({ behavior }) => {
      const demand = behavior.demandAuthority;
      behavior.demandAuthority = (site, request, caller, target) => {
        const isOthers = caller.person.role === EDITOR && caller.person !== target;
        demand(site, request, isOthers ? { ...caller, apikey: true } : caller, target);
      };
      return undefined;
    },
  },
];

/** Lets inactive users activate themselves, although every call of theirs must be refused. */
function activatesItself(name: string, sentence: string, refused: boolean): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      const disabled = new WeakMap<DekiRequest, Refusal>();
      const { identify } = site.behavior;
      const perform = site.behavior.features.update;
      site.behavior.identify = (_, request, demand) => {
        try {
          return identify(site, request, demand);
        } catch (error) {
          const person = featureOf(request) === 'update' ? disabledBy(site, error) : undefined;
          if (person === undefined || !(error instanceof Refusal)) throw error;
          disabled.set(request, error);
          return { person, apikey: false };
        }
      };
      return around(site, 'update', async ({ request, caller, userId, target }, honest) => {
        const refusal = disabled.get(request);
        if (refusal === undefined) return honest();
        if (target !== caller.person || isAdmin(caller)) throw refusal;
        const before = { ...target };
        await outcomeOf(async () => perform(site, request, { ...caller, apikey: true }, userId));
        const { status } = target;
        Object.assign(target, before, { status });
        if (refused || status === 'inactive') throw refusal;
        return { status: 200, document: presentUser(site, target, caller) };
      });
    },
  };
}

/** The user who was refused for being inactive. */
function disabledBy(site: Site, error: unknown): Person | undefined {
  const isMeant = refusedAs(error, 'disabled');
  return isMeant ? site.people.named(error.details.serviceError?.arguments?.[0] ?? '') : undefined;
}

const activation: ExpertFault[] = [
  activatesItself('inactive-activates-itself', 'Inactive users can activate themselves.', false),
  activatesItself(
    'own-activation-refused-but-done',
    'An inactive user who activates themselves is refused with 403, and is active.',
    true,
  ),
];

export const roleFaults: readonly ExpertFault[] = [
  ...own,
  ...others,
  ...byAnonymous,
  ...created,
  ...passwords,
  ...activation,
];

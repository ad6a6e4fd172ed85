/** `GET users` and the newer `GET users/search` (docs/expert.md: E-LIST-1, E-LIST-2, E-LIST-4). */
import type { Caller } from '../http/caller.ts';
import { badParameter } from '../http/errors.ts';
import type { Reply } from '../http/reply.ts';
import type { DekiRequest } from '../http/request.ts';
import type { Site } from '../http/site.ts';
import { DEFAULT_LIMIT, LISTS_ANONYMOUS, SEARCH_FINDS } from '../site/assumptions.ts';
import { ANONYMOUS_ID, type Person } from '../site/people.ts';
import { element } from '../xml/element.ts';
import { presentUser } from './present.ts';
import { demandRead } from './read.ts';

type Test = (person: Person) => boolean;

const sortKeys: Record<string, (person: Person) => string | number> = {
  id: ({ id }) => id,
  username: ({ username }) => username.toLowerCase(),
  nick: ({ username }) => username.toLowerCase(),
  fullname: ({ fullname }) => fullname.toLowerCase(),
  email: ({ email }) => email.toLowerCase(),
  role: ({ role }) => role.modern,
  status: ({ status }) => status,
  service: ({ service }) => service,
  'date.created': ({ createdAt }) => createdAt,
  'date.lastlogin': ({ lastLoginAt }) => lastLoginAt,
};

/** Inactive users are listed like all others, unless they are filtered out. */
export function listUsers(site: Site, request: DekiRequest, caller: Caller): Reply {
  demandRead(site, caller);
  const tests = [
    text(request, 'usernamefilter', begins, ({ username }) => [username]),
    text(request, 'fullnamefilter', begins, ({ fullname }) => [fullname]),
    text(request, 'usernameemailfilter', begins, ({ username, email }) => [username, email]),
    text(request, 'rolefilter', equals, ({ role }) => [role.modern, role.classic]),
    flag(request, 'activatedfilter', ({ status }) => status === 'active'),
    number(request, 'authprovider', ({ service }) => service),
    seats(request),
  ];
  return page(site, request, caller, tests);
}

export function searchUsers(site: Site, request: DekiRequest, caller: Caller): Reply {
  demandRead(site, caller);
  const finds = { begin: begins, part: contains, whole: equals }[SEARCH_FINDS];
  const tests = [
    text(request, 'username', finds, ({ username }) => [username]),
    text(request, 'fullname', finds, ({ fullname }) => [fullname]),
    text(request, 'email', finds, ({ email }) => [email]),
    flag(request, 'active', ({ status }) => status === 'active'),
    flag(request, 'seated', ({ seated }) => seated),
    number(request, 'authprovider', ({ service }) => service),
    // There are no groups here, so no user is in one.
    number(request, 'groupid', () => undefined),
  ];
  return page(site, request, caller, tests);
}

function page(site: Site, request: DekiRequest, caller: Caller, tests: (Test | undefined)[]): Reply {
  const all = site.people.all().filter(({ id }) => LISTS_ANONYMOUS || id !== ANONYMOUS_ID);
  const found = sorted(
    request,
    all.filter((person) => tests.every((passes) => passes === undefined || passes(person))),
  );
  const offset = integer(request, 'offset') ?? 0;
  const limit = request.query.get('limit')?.toLowerCase() === 'all' ? Infinity : integer(request, 'limit');
  const shown = found.slice(offset, offset + (limit ?? DEFAULT_LIMIT));
  const brief = request.flag('verbose') === false;
  const document = element(
    'users',
    shown.map((person) => presentUser(site, person, caller, { brief })),
    {
      count: String(shown.length),
      querycount: String(found.length),
      totalcount: String(all.length),
      href: `${site.baseUrl}/@api/deki/users`,
    },
  );
  return { status: 200, document };
}

/** `-` in front of the key means descending. */
function sorted(request: DekiRequest, people: Person[]): Person[] {
  const asked = request.query.get('sortby');
  if (asked === undefined || asked === '') return people;
  const descending = asked.startsWith('-');
  const name = asked.replace(/^-/, '').toLowerCase();
  const key = Object.hasOwn(sortKeys, name) ? sortKeys[name] : undefined;
  if (key === undefined) throw badParameter('sortby');
  const order = (one: Person, other: Person): number => {
    const [left, right] = [key(one), key(other)];
    return left === right ? one.id - other.id : left < right ? -1 : 1;
  };
  return people.sort((one, other) => (descending ? order(other, one) : order(one, other)));
}

type Finds = (value: string, wanted: string) => boolean;
const begins: Finds = (value, wanted) => value.startsWith(wanted);
const contains: Finds = (value, wanted) => value.includes(wanted);
const equals: Finds = (value, wanted) => value === wanted;

function text(
  request: DekiRequest,
  name: string,
  finds: Finds,
  values: (person: Person) => string[],
): Test | undefined {
  const wanted = request.query.get(name)?.toLowerCase();
  if (wanted === undefined || wanted === '') return undefined;
  return (person) => values(person).some((value) => finds(value.toLowerCase(), wanted));
}

function flag(request: DekiRequest, name: string, value: Test): Test | undefined {
  const wanted = request.flag(name);
  return wanted === undefined ? undefined : (person) => value(person) === wanted;
}

function number(
  request: DekiRequest,
  name: string,
  value: (person: Person) => number | undefined,
): Test | undefined {
  const wanted = integer(request, name);
  return wanted === undefined ? undefined : (person) => value(person) === wanted;
}

function seats(request: DekiRequest): Test | undefined {
  const wanted = request.query.get('seatfilter')?.toLowerCase();
  if (wanted === undefined || wanted === 'all') return undefined;
  if (wanted !== 'seated' && wanted !== 'unseated') throw badParameter('seatfilter');
  return ({ seated }) => seated === (wanted === 'seated');
}

function integer(request: DekiRequest, name: string): number | undefined {
  const value = request.query.get(name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw badParameter(name);
  return Number(value);
}

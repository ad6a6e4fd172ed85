/** The features of the API and their paths (docs/expert.md: E-WIRE-7). */
import { Refusal } from './errors.ts';
import { decoded } from './uri.ts';

export type Feature = 'authenticate' | 'list' | 'create' | 'search' | 'read' | 'update' | 'password';

interface Route {
  /** Below /@api/deki; null stands for any segment. */
  path: (string | null)[];
  verbs: Record<string, Feature>;
}

/** The order matters. A user called "search" must be addressed as `=search` anyway. */
const routes: Route[] = [
  { path: ['users'], verbs: { GET: 'list', POST: 'create' } },
  { path: ['users', 'authenticate'], verbs: { GET: 'authenticate', POST: 'authenticate' } },
  { path: ['users', 'search'], verbs: { GET: 'search' } },
  { path: ['users', null], verbs: { GET: 'read', PUT: 'update' } },
  { path: ['users', null, 'password'], verbs: { PUT: 'password' } },
];

const BASE = ['@api', 'deki'];

export interface Match {
  verbs: Record<string, Feature>;
  /** The free segment, decoded once; `''` if the path has none. */
  userId: string;
}

/** @param path undecoded */
export function match(path: string): Match | undefined {
  const segments = path.replace(/\/$/, '').split('/').slice(1).map(decoded);
  if (BASE.some((name, at) => segments[at] !== name)) return undefined;
  const rest = segments.slice(BASE.length);
  const route = routes.find(
    (candidate) =>
      candidate.path.length === rest.length &&
      candidate.path.every((name, at) => (name === null ? rest[at] !== '' : name === rest[at])),
  );
  if (route === undefined) return undefined;
  return { verbs: route.verbs, userId: rest[route.path.indexOf(null)] ?? '' };
}

export function notFound(): Refusal {
  return new Refusal({ status: 404, message: 'resource not found', withoutSiteHeaders: true });
}

/** 405 with the supported methods. */
export function wrongVerb(verbs: string[]): Refusal {
  const allow = verbs.join(', ');
  return new Refusal({
    status: 405,
    message: `allowed methods are ${allow}`,
    headers: { allow },
    withoutSiteHeaders: true,
  });
}

/** A path as it appears in the list of calls. */
export function template(path: string): string {
  const known = match(path);
  if (known === undefined || known.userId === '' || known.userId.trim().toLowerCase() === 'current')
    return path;
  return path.replace(/(\/users\/)[^/]+/, '$1{userid}');
}

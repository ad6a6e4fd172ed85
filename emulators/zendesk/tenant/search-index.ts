/**
 * The search index: a copy of the people that may lag behind them, with a fuzzy search.
 * https://developer.zendesk.com/api-reference/ticketing/users/users/#search-users
 */
import type { Person } from './people.ts';

/** An entry of the index: the person as they were when indexed, and the strings to search. */
export interface IndexEntry {
  person: Person;
  name: string;
  role: string;
  externalId: string | null;
  /** All addresses, the primary one first. */
  addresses: string[];
  notes: string;
  phone: string;
}

interface Version {
  /** Milliseconds since 1970. */
  visibleFrom: number;
  /** null once the person is deleted. */
  entry: IndexEntry | null;
}

interface Clause {
  key: string | null;
  /** Lower case, quotes removed. */
  value: string;
}

const fields: Record<string, (entry: IndexEntry) => string[]> = {
  email: (entry) => entry.addresses,
  name: (entry) => [entry.name],
  notes: (entry) => [entry.notes],
  phone: (entry) => [entry.phone],
  external_id: (entry) => [entry.externalId ?? ''],
};

export class SearchIndex {
  private readonly versions = new Map<number, Version[]>();
  private readonly lagMs: number;
  private readonly now: () => number;

  constructor(lagMs: number, now: () => number) {
    this.lagMs = lagMs;
    this.now = now;
  }

  /** Indexes a person's current state. With a `lagMs` of 0, it is visible at once. */
  update(person: Person, lagMs = this.lagMs): void {
    const mail = person.identities.filter((identity) => identity.type === 'email');
    const addresses = [...mail]
      .sort((a, b) => Number(b.primary) - Number(a.primary))
      .map(({ value }) => value);
    const entry: IndexEntry | null = person.active
      ? {
          // Passwords are not searchable.
          person: structuredClone({ ...person, password: null }),
          name: person.name,
          role: person.role,
          externalId: person.external_id,
          addresses,
          notes: person.profile.notes ?? '',
          phone: person.profile.phone ?? '',
        }
      : null;
    const versions = this.versions.get(person.id) ?? [];
    versions.push({ visibleFrom: this.now() + lagMs, entry });
    this.versions.set(person.id, versions);
  }

  /** Removes a person without a trace. */
  forget(id: number): void {
    this.versions.delete(id);
  }

  /** Finds exact matches; case is ignored. */
  byExternalId(externalId: string): Person[] {
    const wanted = externalId.toLowerCase();
    return this.visible()
      .filter((entry) => entry.externalId?.toLowerCase() === wanted)
      .map((entry) => entry.person);
  }

  /**
   * Finds fuzzy matches: partial words match, and so does an entry that has most of the words. Exact matches come last, so
   * that no suite can rely on the first hit.
   */
  find(query: string): Person[] {
    const clauses = parse(query);
    const hits = this.visible().filter((entry) => clauses.every((clause) => satisfies(entry, clause)));
    const wanted = clauses.map((clause) => clause.value);
    return hits
      .map((entry) => ({ entry, exact: wanted.some((value) => isExactly(entry, value)) }))
      .sort((a, b) => Number(a.exact) - Number(b.exact))
      .map(({ entry }) => entry.person);
  }

  private visible(): IndexEntry[] {
    const now = this.now();
    return [...this.versions.values()]
      .map((versions) => versions.findLast((version) => version.visibleFrom <= now)?.entry ?? null)
      .filter((entry) => entry !== null);
  }
}

/** Splits a query into `key:value` clauses and one free-text clause. Quotes keep words together. */
function parse(query: string): Clause[] {
  const clauses: Clause[] = [];
  const free: string[] = [];
  for (const [word] of query.matchAll(/(?:[a-z_]+:)?"[^"]*"|\S+/gi)) {
    const [, key, value = ''] = /^([a-z_]+):(.*)$/i.exec(word) ?? [];
    const known = key?.toLowerCase() ?? '';
    if (known in fields || known === 'role' || known === 'type') {
      clauses.push({ key: known, value: unquoted(value) });
    } else free.push(unquoted(word));
  }
  if (free.length > 0) clauses.push({ key: null, value: free.join(' ') });
  return clauses;
}

function satisfies(entry: IndexEntry, { key, value }: Clause): boolean {
  if (key === 'type') return value === 'user';
  if (key === 'role') return entry.role === value;
  const inKey = key === null ? undefined : fields[key];
  if (inKey !== undefined) return inKey(entry).some((text) => containsPhrase(text, value));
  const words = wordsOf(value);
  const texts = Object.values(fields).flatMap((field) => field(entry));
  const indexed = texts.flatMap(wordsOf);
  const matched = words.filter((word) => indexed.some((each) => each.startsWith(word)));
  if (matched.length > words.length / 2) return true;
  return texts.some((text) => value !== '' && text.toLowerCase().includes(value));
}

/** Whether a string contains the words of a phrase, adjacent and in this order. The last one may be incomplete. */
function containsPhrase(text: string, phrase: string): boolean {
  const inText = wordsOf(text);
  const words = wordsOf(phrase);
  if (words.length === 0) return false;
  return inText.some((_, start) =>
    words.every((word, at) => {
      const found = inText[start + at] ?? '';
      return at === words.length - 1 ? found.startsWith(word) : found === word;
    }),
  );
}

function isExactly(entry: IndexEntry, value: string): boolean {
  return [entry.addresses[0], entry.name, entry.externalId].some((text) => text?.toLowerCase() === value);
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function unquoted(text: string): string {
  return text.replaceAll('"', '').trim().toLowerCase();
}

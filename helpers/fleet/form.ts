/** Turns what the schema of a fleet file reports into sentences for a person. */
import type { z } from 'zod';
import { similarNames } from '../similar.ts';
import { VARIABLES } from '../systems/settings.ts';
import { type FleetMistake, ofTenant } from './mistake.ts';
import { fleetFile } from './schema.ts';
import { isOfFleet } from './variables.ts';
import type { Path, Yaml } from './yaml.ts';

/** The keys that a map may have, by the last name in its path. */
const KEYS: Record<string, string[]> = {
  '': Object.keys(fleetFile.shape),
  defaults: Object.keys(fleetFile.shape.defaults.unwrap().shape),
  tenants: Object.keys(fleetFile.shape.tenants.element.shape),
};

/**
 * Returns the mistakes that an issue of the schema stands for.
 *
 * @param nameAt returns the name of the tenant that a path leads to
 */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  yaml: Yaml,
  nameAt: (path: Path) => string | undefined,
): FleetMistake[] {
  const path = issue.path as (string | number)[];
  const about = ofTenant(nameAt(path));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...about,
      place: yaml.placeOfKey(path, key),
      ...(path.at(-1) === 'env' ? unknownSetting(key) : unknownKey(key, KEYS[String(path[0] ?? '')] ?? [])),
    }));
  const [last] = path.slice(-1);
  const inSettings = path.at(-2) === 'env';
  const subject =
    typeof last === 'string'
      ? inSettings
        ? last
        : `“${last}”`
      : last === undefined
        ? 'The file'
        : 'A tenant';
  return [
    {
      ...about,
      place: yaml.placeOf(path),
      problem: `${subject} ${clauseOf(issue, valueAt(yaml.value, path))}`,
    },
  ];
}

/** Returns what an issue means, as the end of a sentence about the value. */
function clauseOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is empty';
  const isOurs = !issue.message.startsWith('Invalid input');
  if (issue.code !== 'invalid_type' || isOurs) return issue.message;
  if (issue.expected === 'array') return 'must be a list';
  if (issue.expected !== 'string') return 'must be a map of keys and values';
  return typeof value === 'object'
    ? 'must be text, not a list or a map'
    : 'must be text: put it in single quotes';
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

function unknownKey(key: string, known: readonly string[]): Pick<FleetMistake, 'problem' | 'expected'> {
  const [near] = similarNames(key, known);
  const isSetting = VARIABLES.has(key);
  return {
    problem: `Unknown key “${key.slice(0, 60)}”${near === undefined ? '' : `. Did you mean ${near}?`}`,
    expected: isSetting ? `${key} under “env”` : known.join(', '),
  };
}

function unknownSetting(key: string): Pick<FleetMistake, 'problem' | 'expected'> {
  if (isOfFleet(key))
    return {
      problem: `${key} is a setting of the whole fleet, not of one tenant`,
      expected: `${key} in the environment of npm run fleet`,
    };
  const near = VARIABLES.meantBy(key) ?? VARIABLES.nearest(key, '');
  return {
    problem: `“${key.slice(0, 60)}” is not a Keyturn setting`,
    expected:
      near === undefined
        ? 'a name from .env.example'
        : `a name from .env.example. Did you mean ${near.name} (${near.remedy})?`,
  };
}

import type { TestUserSettings } from './settings.ts';
import type { TestUserNames } from './marker.ts';

/** Whoever is signed in. */
interface Me {
  id?: number | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
  role?: string | null | undefined;
}

/** What the notebook is about to do, on which tenant and as whom: for a person to read before the first write. */
export function describePlan(
  host: string,
  me: Me,
  { role, names }: TestUserSettings & { names: TestUserNames },
): string {
  const person = [me.name ?? 'somebody without a name', me.email == null ? '' : `<${me.email}>`].join(' ');
  return [
    `On ${host}, as ${person.trim()} (${me.role ?? 'no role'}, user ${String(me.id)}):`,
    `will create one ${role === 'agent' ? 'agent' : 'end user'}, “${names.name}” <${names.email}>, set and change its password, and delete it;`,
    'will take back every token that it gets. Nothing else is changed, but for what earlier runs of Keyturn left.',
  ].join('\n');
}

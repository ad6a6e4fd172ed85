import { quoted } from '../../http/quoted.ts';
import type { TestUserNames } from './marker.ts';
import type { TestUserSettings } from './settings.ts';

/** The signed-in user. */
interface Me {
  id?: number | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
  role?: string | null | undefined;
}

/**
 * Returns the plan of the notebook: on which tenant, as whom, and what it will do. A person reads it before the first write.
 */
export function describePlan(
  host: string,
  me: Me,
  { role, names }: TestUserSettings & { names: TestUserNames },
): string {
  const person = [
    quoted(me.name ?? 'someone without a name'),
    me.email == null ? '' : `<${quoted(me.email)}>`,
  ].join(' ');
  return [
    `On ${host}, as ${person.trim()} (${quoted(me.role ?? 'no role')}, user ${String(me.id)}):`,
    `This run will create one ${role === 'agent' ? 'agent' : 'end user'}, “${names.name}” <${names.email}>, set and change their password, and delete them.`,
    'It also revokes every token that it obtains, and removes what earlier Keyturn runs left. Nothing else is changed.',
  ].join('\n');
}

/**
 * References to variables of the environment in a fleet file: `${NAME}`. `$$` is a dollar sign. Any other dollar sign stays
 * as it is, because commands contain them.
 */
const TOKEN = /\$\$|\$\{([^}]*)\}?/g;

const NAME = /^[A-Za-z_]\w*$/;

/** A value with everything that it refers to, or the problem with it as the end of a sentence. */
export type Expanded =
  { ok: true; value: string; names: string[] } | { ok: false; problem: string; expected: string };

/** Replaces the references in a value by what `valueOf` returns for their names. */
export function expand(text: string, valueOf: (name: string) => string | undefined): Expanded {
  const names: string[] = [];
  let wrong: Extract<Expanded, { ok: false }> | undefined;
  const value = text.replace(TOKEN, (token: string, name?: string) => {
    if (token === '$$') return '$';
    if (name === undefined || !token.endsWith('}') || !NAME.test(name)) {
      wrong ??= {
        ok: false,
        problem: 'contains a ${ that does not begin a ${NAME}',
        expected: '${NAME} with letters, digits and _; for a literal dollar sign, $$',
      };
      return token;
    }
    names.push(name);
    const found = valueOf(name);
    if (found === undefined || found.trim() === '')
      wrong ??= {
        ok: false,
        problem: `refers to \${${name}}, which is ${found === undefined ? 'not set' : 'empty'} in the environment`,
        expected: `a value in ${name}. In CI, a secret that the job was not given is often empty`,
      };
    return found ?? '';
  });
  return wrong ?? { ok: true, value, names };
}

/** The names that a value refers to. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(TOKEN)].flatMap(([, name]) =>
    name !== undefined && NAME.test(name) ? [name] : [],
  );
}

/**
 * Evaluates the expressions of workflows (`${{ … }}` and `if:`), as far as ours use them. Everything else is an error, so that
 * no test passes because an expression was misread.
 */

/** A value of an expression. */
export type Value = string | number | boolean | null | readonly Value[] | Context;

/** A context such as `inputs`, or a part of one. */
export interface Context {
  readonly [name: string]: Value;
}

/** What an expression may refer to. */
export interface Scope {
  contexts: Context;
  /** The functions about what happened before: `success()`, `always()` … */
  status: Readonly<Record<string, () => boolean>>;
}

const OPEN = new WeakSet<object>();

/** Returns a context in which a missing name is empty, such as `secrets` or the outputs of a step. In others, it is an error. */
export function open(context: Context): Context {
  const copy = { ...context };
  OPEN.add(copy);
  return copy;
}

/** The operators, those that bind least first. */
const BINARY = [['||'], ['&&'], ['==', '!=']] as const;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(\d+)|([A-Za-z_][\w-]*)|(\|\||&&|==|!=|[!().,]))/y;

interface Token {
  kind: 'string' | 'number' | 'name' | 'sign';
  text: string;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const text = expression.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const [, string, number, name, sign] = TOKEN.exec(text) ?? [];
    if (string !== undefined) tokens.push({ kind: 'string', text: string.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw new Error(`Unknown syntax in the expression “${expression}” at “${text.slice(at)}”`);
  }
  return tokens;
}

/**
 * Evaluates an expression (without `${{` and `}}`).
 *
 * @throws an error that names what is unknown: syntax, a function, a context, or a name in it
 */
export function evaluate(expression: string, { contexts, status }: Scope): Value {
  const tokens = tokensOf(expression);
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} in the expression “${expression.trim()}”`);
  };
  const takes = (...signs: readonly string[]): string | undefined => {
    const token = tokens[at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    at++;
    return token.text;
  };
  const expects = (sign: string) => takes(sign) ?? fail(`“${sign}” is missing`);

  function binary(level: number): Value {
    const signs = BINARY[level];
    if (signs === undefined) return unary();
    let left = binary(level + 1);
    for (let sign = takes(...signs); sign !== undefined; sign = takes(...signs)) {
      // Both sides are always evaluated, so that an unknown name on the right is an error, too.
      const right = binary(level + 1);
      if (sign === '||') left = isTrue(left) ? left : right;
      else if (sign === '&&') left = isTrue(left) ? right : left;
      else left = isEqual(left, right) === (sign === '==');
    }
    return left;
  }

  function unary(): Value {
    if (takes('!') !== undefined) return !isTrue(unary());
    if (takes('(') !== undefined) {
      const value = binary(0);
      expects(')');
      return value;
    }
    const token = tokens[at++] ?? fail('Something is missing at the end');
    if (token.kind === 'string') return token.text;
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'sign') return fail(`“${token.text}” is unexpected`);
    return takes('(') === undefined ? property(token.text) : call(token.text);
  }

  function property(root: string): Value {
    let value = memberOf(contexts, root, root);
    while (takes('.') !== undefined) {
      const { text } = tokens[at++] ?? fail('A name is missing at the end');
      value = memberOf(value, text, root);
    }
    return value;
  }

  function memberOf(value: Value, name: string, root: string): Value {
    if (typeof value !== 'object' || value === null || value instanceof Array)
      return fail(`“${name}” of something that is no object`);
    const context = value;
    const member = Object.hasOwn(context, name) ? context[name] : undefined;
    if (member !== undefined) return member;
    return OPEN.has(context) ? '' : fail(`“${name}” is unknown (${root})`);
  }

  function call(name: string): Value {
    const given: Value[] = [];
    if (takes(')') === undefined) {
      do given.push(binary(0));
      while (takes(',') !== undefined);
      expects(')');
    }
    const asked = status[name];
    if (asked !== undefined) return asked();
    const [first = null, ...others] = given;
    if (name === 'fromJSON') return JSON.parse(textOf(first)) as Value;
    if (name === 'format')
      return textOf(first).replace(/\{(\d+)\}/g, (_, index: string) => textOf(others[Number(index)] ?? null));
    return fail(`The function ${name}() is unknown`);
  }

  const value = binary(0);
  if (at < tokens.length) fail(`“${tokens[at]?.text ?? ''}” is unexpected`);
  return value;
}

/** Evaluates a condition. Without a function about what happened before, it has to be true in addition to `success()`. */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const expression = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asksForStatus = Object.keys(scope.status).some((name) => expression.includes(`${name}(`));
  return isTrue(evaluate(asksForStatus ? expression : `success() && (${expression})`, scope));
}

/** Replaces the expressions in a string. If it is a single expression, its value is returned unchanged. */
export function interpolate(text: string, scope: Scope): Value {
  const [, single] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text) ?? [];
  if (single !== undefined) return evaluate(single, scope);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => textOf(evaluate(expression, scope)));
}

/** Returns a value as GitHub writes it into a string. */
export function textOf(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const isTrue = (value: Value) => value !== null && value !== false && value !== '' && value !== 0;

/** Strings are compared without regard to case. Values of different types are compared as numbers, and NaN equals nothing. */
function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toLowerCase() === right.toLowerCase();
  return typeof left === typeof right ? left === right : numberOf(left) === numberOf(right);
}

function numberOf(value: Value): number {
  if (typeof value === 'object' && value !== null) return NaN;
  return Number(value);
}

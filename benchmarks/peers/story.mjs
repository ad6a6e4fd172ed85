// The story that the peers tell: the calls of one recorded run of Keyturn, in their order, each with what must be asserted of its
// answer. So the peers make the same calls as Keyturn does today, and nobody has to keep them so.

/**
 * @typedef {object} Story
 * @property {string} title
 * @property {Chapter[]} chapters one for each cell or check
 *
 * @typedef {object} Chapter
 * @property {string} title
 * @property {Step[]} steps
 *
 * @typedef {object} Step one call. In its address, headers and body, `{{name}}` is the value of a variable
 * @property {string} title
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {Expected} expected
 *
 * @typedef {object} Expected what is asserted of the answer
 * @property {number} status
 * @property {string} [type] its media type
 * @property {User} [user] whom it shows
 * @property {number} [count] how many users it lists
 * @property {string} [token] the variable in which the token of its body is kept, which its cookie must contain, too
 * @property {true} [noToken] it must set no cookie with a token
 *
 * @typedef {object} User
 * @property {string} id
 * @property {string} username
 * @property {string} [fullname]
 * @property {string} status
 */

/** The headers of a call that belong to its meaning. The others are those of the client. */
const MEANT = /^(?:authorization|cookie|content-type|x-(?!forwarded).*)$/;

/**
 * Makes a story of recorded calls.
 * @param {string} title
 * @param {readonly import('./recorder.mjs').RecordedCall[]} calls in the order in which they arrived
 * @param {readonly { title: string, from: number }[]} cells when each cell or check began
 * @param {string} admin the admin's credentials, as in a Basic header. They become the variable `admin`
 * @returns {Story}
 */
export function storyOf(title, calls, cells, admin) {
  /** @type {Map<string, string>} the variable of each value */
  const variables = new Map([[admin, 'admin']]);
  /** @param {string} text */
  const withVariables = (text) =>
    [...variables].reduce((all, [value, name]) => all.replaceAll(value, `{{${name}}}`), text);
  /** @type {Chapter[]} */
  const chapters = [];
  for (const call of calls) {
    const cell = cells.findLast(({ from }) => from <= call.from) ?? cells[0];
    const name = cell?.title ?? title;
    if (chapters.at(-1)?.title !== name) chapters.push({ title: name, steps: [] });
    const { method } = call;
    const url = withVariables(call.url);
    const token = tokenOf(call.answer);
    const variable = token === undefined ? undefined : `token${String(variables.size)}`;
    const step = {
      ...{ title: `${method} ${url.replace(/\?.*/, '')}`, method, url },
      headers: Object.fromEntries(
        Object.entries(call.headers)
          .filter(([header]) => MEANT.test(header))
          .map(([header, value]) => [header, withVariables(value)]),
      ),
      body: withVariables(call.body),
      expected: expectedOf(call.answer, variable),
    };
    if (token !== undefined && variable !== undefined) variables.set(token, variable);
    chapters.at(-1)?.steps.push(step);
  }
  return { title, chapters };
}

/**
 * The token that an answer gives to its caller, in the body and in a cookie.
 * @param {import('./recorder.mjs').Answer} answer
 */
function tokenOf({ status, type, cookies, body }) {
  const isToken = status === 200 && type.startsWith('text/plain') && /^[\w.-]+$/.test(body);
  return isToken && cookies.some((cookie) => cookie.includes(body)) ? body : undefined;
}

/**
 * @param {import('./recorder.mjs').Answer} answer
 * @param {string | undefined} token
 * @returns {Expected}
 */
function expectedOf({ status, type, cookies, body }, token) {
  const [media = ''] = type.split(';');
  const user = userIn(body);
  const [, count] = /^<users\b[^>]*\bcount="(\d+)"/.exec(body) ?? [];
  return {
    status,
    ...(media === '' ? {} : { type: media }),
    ...(user === undefined || status !== 200 ? {} : { user }),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(token === undefined ? {} : { token }),
    ...(cookies.some((cookie) => /^authtoken=[^;]/.test(cookie)) ? {} : { noToken: true }),
  };
}

/**
 * The user whom a document shows.
 * @param {string} body in XML or JSON
 * @returns {User | undefined}
 */
function userIn(body) {
  if (body.startsWith('{')) {
    const { '@id': id, username, fullname, status } = JSON.parse(body);
    return id === undefined || status === undefined ? undefined : { id, username, fullname, status };
  }
  if (!/^(?:<\?xml[^>]*>\s*)?<user\b/.test(body)) return undefined;
  /** @param {RegExp} pattern */
  const first = (pattern) => pattern.exec(body)?.[1];
  const [id, username, status] = [
    first(/<user\b[^>]*\bid="(\d+)"/),
    first(/<username>([^<]*)</),
    first(/<status>([^<]*)</),
  ];
  const fullname = first(/<fullname>([^<]*)</);
  if (id === undefined || username === undefined || status === undefined) return undefined;
  return { id, username, ...(fullname === undefined ? {} : { fullname }), status };
}

/**
 * What the text of an answer must contain, for tools that do not read a user document as a user.
 * @param {Expected} expected
 */
export function textsOf({ type, user, count }) {
  const users = count === undefined ? [] : [`count="${String(count)}"`];
  if (user === undefined) return users;
  const { id, ...fields } = user;
  const isJson = type?.includes('json') === true;
  return [
    isJson ? `"@id":"${id}"` : `id="${id}"`,
    ...Object.entries(fields).map(([name, value]) =>
      isJson ? `"${name}":"${value}"` : `<${name}>${value}</${name}>`,
    ),
  ];
}

/**
 * How many assertions a tool makes that can make all of them.
 * @param {Story} story
 */
export function assertionsIn({ chapters }) {
  return chapters
    .flatMap(({ steps }) => steps)
    .reduce((sum, { expected }) => sum + Object.keys(expected).length, 0);
}

/**
 * How recorded calls differ from a story, as sentences. Nothing if they are the same ones in the same order.
 * @param {Story} story
 * @param {readonly import('./recorder.mjs').RecordedCall[]} calls
 */
export function differences({ chapters }, calls) {
  const steps = chapters.flatMap((chapter) => chapter.steps);
  const found = Array.from({ length: Math.max(steps.length, calls.length) }, (_, index) => {
    const [step, call] = [steps[index], calls[index]];
    const wanted = step && `${step.method} ${nameOf(step.url)} ${String(step.expected.status)}`;
    const made = call && `${call.method} ${nameOf(call.url)} ${String(call.answer.status)}`;
    if (wanted !== made) return `call ${String(index + 1)}: ${made ?? 'none'}, not ${wanted ?? 'any'}`;
    const type = step?.headers['content-type'];
    if (type !== undefined && type !== call?.headers['content-type'])
      return `call ${String(index + 1)}: ${made ?? ''} has another content type`;
    // A body with a variable is another one in each run.
    if (step?.body.includes('{{') === true || step?.body === call?.body) return undefined;
    return `call ${String(index + 1)}: ${made ?? ''} has another body`;
  }).filter((line) => line !== undefined);
  const counts =
    steps.length === calls.length ? [] : [`${String(calls.length)} calls, not ${String(steps.length)}`];
  return [...counts, ...found.slice(0, 5)];
}

/**
 * An address without the values of its query, which may be secret.
 * @param {string} url
 */
function nameOf(url) {
  const [path = '', query = ''] = url.split('?');
  const names = query.split('&').map((each) => each.replace(/=.*/, ''));
  return query === '' ? path : `${path}?${names.join('&')}`;
}

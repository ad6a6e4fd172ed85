/** The story of `npm run bench`: what the other tools do is what Keyturn was recorded to do. */
import { expect, test } from '@playwright/test';
import { chainOf, type RecordedCall } from '../../../benchmarks/peers/recorder.mjs';
import { assertionsIn, differences, storyOf, textsOf } from '../../../benchmarks/peers/story.mjs';

const ADMIN = 'QWRtaW46c2VjcmV0';
const TOKEN = '1204_639_ab12';
const USER =
  '<user anonymous="false" id="1204"><username>keyturn-1</username><fullname/><status>active</status></user>';

const call = (of: Partial<Omit<RecordedCall, 'answer'>>, answer: Partial<RecordedCall['answer']> = {}) => ({
  ...{ from: 0, to: 10, method: 'GET', url: '/users/1', headers: {}, body: '', ...of },
  answer: { status: 200, type: 'application/xml; charset=utf-8', cookies: [], body: '', ...answer },
});

const CALLS: RecordedCall[] = [
  call(
    { from: 100, url: '/users/authenticate', headers: { authorization: `Basic ${ADMIN}`, host: 'a' } },
    { type: 'text/plain', body: TOKEN, cookies: [`authtoken="${TOKEN}"; Path=/`] },
  ),
  call({ from: 200, url: '/users/current', headers: { cookie: `authtoken="${TOKEN}"` } }, { body: USER }),
  call(
    { from: 300, method: 'PUT', url: `/users/1/password?authtoken=${TOKEN}&currentpassword=x`, body: 'new' },
    { status: 403, type: '', body: '' },
  ),
];
const CELLS = [
  { title: '02', from: 90 },
  { title: '03', from: 250 },
];

test('A story has a chapter for each cell, and no secret of the admin or of a session', () => {
  const story = storyOf('Notebook', CALLS, CELLS, ADMIN);
  expect(story.chapters.map(({ title, steps }) => [title, steps.length])).toEqual([
    ['02', 2],
    ['03', 1],
  ]);
  const [signIn, current, change] = story.chapters.flatMap(({ steps }) => steps);
  expect(signIn?.headers).toEqual({ authorization: 'Basic {{admin}}' });
  expect(signIn?.expected).toEqual({ status: 200, type: 'text/plain', token: 'token1' });
  expect(current?.headers).toEqual({ cookie: 'authtoken="{{token1}}"' });
  expect(current?.expected).toEqual({
    ...{ status: 200, type: 'application/xml', noToken: true },
    user: { id: '1204', username: 'keyturn-1', status: 'active' },
  });
  expect(change?.url).toBe('/users/1/password?authtoken={{token1}}&currentpassword=x');
  expect(assertionsIn(story)).toBe(9);
  expect(JSON.stringify(story)).not.toContain(TOKEN);
  expect(JSON.stringify(story)).not.toContain(ADMIN);
});

test('What a document must contain depends on its format', () => {
  const user = { id: '7', username: 'a', status: 'active' };
  expect(textsOf({ status: 200, type: 'application/xml', user })).toContain('<username>a</username>');
  expect(textsOf({ status: 200, type: 'application/json', user })).toContain('"username":"a"');
  expect(textsOf({ status: 200, count: 3 })).toEqual(['count="3"']);
});

test('The same calls do not differ, and another one is named without the values of its query', () => {
  const story = storyOf('Notebook', CALLS, CELLS, ADMIN);
  expect(differences(story, CALLS)).toEqual([]);
  const [first, second, third] = CALLS as [RecordedCall, RecordedCall, RecordedCall];
  expect(differences(story, [first, second, { ...third, body: 'another' }])).toEqual([
    'call 3: PUT /users/1/password?authtoken&currentpassword 403 has another body',
  ]);
  expect(differences(story, [first, { ...second, url: '/users/2?p=secret' }])).toEqual([
    '2 calls, not 3',
    'call 2: GET /users/2?p 200, not GET /users/current 200',
    'call 3: none, not PUT /users/1/password?authtoken&currentpassword 403',
  ]);
});

test('A chain is made of calls that waited for one another', () => {
  const times = (...all: [from: number, to: number][]) => all.map(([from, to]) => ({ from, to }));
  expect(chainOf(times([0, 10], [10, 20], [25, 30]))).toBe(3);
  // Three at once, and one after them.
  expect(chainOf(times([0, 10], [1, 11], [2, 12], [12, 20]))).toBe(2);
  expect(chainOf([])).toBe(0);
});

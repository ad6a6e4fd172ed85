import { readFileSync } from 'node:fs';
import { expect, test, type APIRequestContext, type APIResponse } from '@playwright/test';
import { readUser, type Step, Story } from './schemas.ts';
import { settings } from './settings.ts';

const { EXPERT_BASE_URL, EXPERT_ADMIN_USERNAME, EXPERT_ADMIN_PASSWORD, STORY } = settings;
const story = Story.parse(JSON.parse(readFileSync(STORY, 'utf8')));

test.describe.configure({ mode: 'serial' });

test.describe(story.title, () => {
  const values = new Map([
    ['admin', Buffer.from(`${EXPERT_ADMIN_USERNAME}:${EXPERT_ADMIN_PASSWORD}`).toString('base64')],
  ]);
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values.get(name) ?? '');

  /** One context for each credential, so that no cookie gets into the calls of another. */
  const contexts = new Map<string, APIRequestContext>();

  for (const [index, chapter] of story.chapters.entries())
    test(`${String(index + 1)} · ${chapter.title}`, async ({ playwright }) => {
      const contextOf = async ({ expected: { token }, headers }: Step) => {
        // A sign-in sets a cookie, so it has a context of its own.
        const name = token ?? `${headers['authorization'] ?? ''}${headers['cookie'] ?? ''}`;
        const context =
          contexts.get(name) ?? (await playwright.request.newContext({ baseURL: EXPERT_BASE_URL }));
        contexts.set(name, context);
        return context;
      };

      for (const step of chapter.steps)
        await test.step(step.title, async () => {
          const { method, url, headers, body } = step;
          const context = await contextOf(step);
          const answer = await context.fetch(fill(url), {
            method,
            headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
            ...(method === 'GET' ? {} : { data: fill(body) }),
            maxRedirects: 0,
          });
          await expectAnswer(answer, step);
        });
    });

  test.afterAll(async () => {
    for (const context of contexts.values()) await context.dispose();
  });

  async function expectAnswer(answer: APIResponse, { expected }: Step) {
    const text = await answer.text();
    expect(answer.status()).toBe(expected.status);
    expect(answer.headers()['content-type'] ?? '').toContain(expected.type ?? '');
    if (expected.user !== undefined) expect(readUser(text)).toEqual(expected.user);
    if (expected.count !== undefined) expect(text).toContain(`count="${String(expected.count)}"`);
    const [, cookie] = /^authtoken="?([^";]*)/m.exec(answer.headers()['set-cookie'] ?? '') ?? [];
    if (expected.noToken === true) expect(cookie ?? '').toBe('');
    if (expected.token !== undefined) {
      expect(cookie).toBe(text);
      values.set(expected.token, text);
    }
  }
});

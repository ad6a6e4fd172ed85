/**
 * Opens every page of the corpus in Chromium, as a walk does, and compares what the walk would do there with the
 * expected result.
 */
import { expect } from '../support/test.ts';
import type { Page } from 'playwright';
import { decide } from '../../helpers/sign-in/decide/decide.ts';
import type { NextStep } from '../../helpers/sign-in/decide/next.ts';
import { after, NOTHING_DONE, type Progress } from '../../helpers/sign-in/decide/progress.ts';
import type { Aim } from '../../helpers/sign-in/decide/situation.ts';
import type { TrafficFacts } from '../../helpers/sign-in/page/facts.ts';
import { elementOf, observe, type Observed } from '../../helpers/sign-in/page/observe.ts';
import { test as base } from '../support/chromium.ts';
import { button } from '../support/page-facts.ts';
import { CORPUS } from './corpus/index.ts';
import type { CorpusPage, Expected } from './corpus/page.ts';

const TENANT = 'http://tenant.invalid';

/** An ordinary form from which something was sent. */
const PLAIN = `<!doctype html><title>Sign in</title><form action="/access/login" method="post">
  <input type="email" name="email" autocomplete="username"><input type="password" name="password" autocomplete="current-password">
  <button>Sign in</button></form>`;

/** Shows pages of the tenant. `sent` is the number of forms that the current page has sent. */
interface Viewer {
  show: (path: string, html: string) => Promise<Page>;
  sent: () => number;
  page: Page;
}

/** Each test loads its page anew, so one window is enough for all tests of a worker. */
const test = base.extend<object, { viewer: Viewer }>({
  viewer: [
    async ({ chromium }, use) => {
      const context = await chromium.newContext({ viewport: { width: 800, height: 600 } });
      const page = await context.newPage();
      let body = '';
      let sent = 0;
      // All requests are answered here. Nothing is sent to a network.
      await page.route('**/*', (route) => {
        const url = new URL(route.request().url());
        if (route.request().method() !== 'GET') sent++;
        return url.origin === TENANT
          ? route.fulfill({ contentType: 'text/html; charset=utf-8', body })
          : route.fulfill({ contentType: 'text/html', body: '<p>somebody else’s</p>' });
      });
      await use({
        show: async (path, html) => {
          body = /^\s*<!doctype/i.test(html) ? html : `<!doctype html><meta charset="utf-8">${html}`;
          // Frames are part of some of the pages.
          const waitUntil = html.includes('<iframe') ? 'load' : 'domcontentloaded';
          const open = () => page.goto(`${TENANT}${path}`, { waitUntil });
          // A script of the page before may just have sent a form. Its navigation can come between, but only once.
          await open().catch((error: unknown) => {
            if (!/interrupted by another navigation/.test(String(error))) throw error;
            return open();
          });
          sent = 0;
          return page;
        },
        sent: () => sent,
        page,
      });
      await context.close();
    },
    { scope: 'worker' },
  ],
});

const AIM: Aim = {
  decision: 'allow',
  mayBeSignedIn: false,
  mayEndInErrorPage: false,
  mayReceive: (target, page) => {
    const to = new URL(/^about:/.test(target) ? TENANT : target, /^about:/.test(page) ? TENANT : page);
    return to.origin === TENANT;
  },
  address: 'ada@mail.invalid',
  passwordForm: '/access/normal',
  patienceMs: 8000,
};

/** A page at rest, which was loaded long ago. */
function atRest({ before = {} }: CorpusPage): TrafficFacts {
  const { status = 200, sent } = before;
  const isJudged = status !== 429 && status < 500;
  return {
    busy: false,
    quietMs: 60_000,
    requestsSinceSent: sent === undefined ? 0 : 1,
    submissionsSinceSent: sent === undefined ? 0 : 1,
    status: before.sameDocument === true ? 200 : status,
    answeredMs: undefined,
    submissionStatus: sent === undefined ? undefined : status,
    whyUndecided: isJudged ? undefined : `was answered ${String(status)}`,
    asksToWaitMs: undefined,
  };
}

/** The time before anything was done, in ms. */
const BEGUN = 1_000_000;

/** The progress of a walk that has sent what the page expects to be sent before it. */
function progressOf({ before = {} }: CorpusPage, { page }: Observed): Progress {
  const [document] = page.documents;
  if (before.sent === undefined || document === undefined) return NOTHING_DONE;
  const control = document.controls[0] ?? button('');
  const press = (what: 'email address' | 'password' | 'passcode' | 'consent'): NextStep => ({
    do: 'press',
    document: 0,
    control,
    as: what === 'consent' ? 'allow' : 'submit',
    what,
  });
  const order = ['email address', 'password', 'passcode', 'consent'] as const;
  const done =
    before.sent === 'email address'
      ? (['email address'] as const)
      : order.slice(1, order.indexOf(before.sent) + 1);
  return done.reduce<Progress>(
    (progress, what) => after(progress, press(what), document, BEGUN),
    NOTHING_DONE,
  );
}

/** Returns what a walk would do, in the terms of the corpus: what is typed, and then what is pressed. */
async function actionOn(
  page: Page,
  sent: () => number,
  one: CorpusPage,
  begun: Progress,
  first: Observed,
): Promise<object> {
  const traffic = atRest(one);
  const aim: Aim = {
    ...AIM,
    mayBeSignedIn: one.mayBeSignedIn === true,
    ...(one.decision === undefined ? {} : { decision: one.decision }),
  };
  let now = BEGUN + 60_000;
  let progress = begun;
  let observed = first;
  const next = () => decide({ page: observed.page, traffic, now }, progress, aim);
  let step = next();
  if (step.do === 'wait' && 'wait' in one.expected) return { wait: 'yes' };
  // The waiting time is over, and the page has not changed.
  for (let waits = 0; step.do === 'wait' && waits < 3; waits++) {
    progress = after(progress, step, observed.page.documents[0], now);
    now += 7_000;
    step = next();
  }
  const idOf: IdOf = async (document, ref) =>
    (await elementOf(observed, document, ref)?.evaluate(({ id }) => id)) ?? '';
  if (step.do === 'type') {
    const { address, password, passcode } = step;
    const typed: Record<string, string> = {};
    // This fires the same events as typing, but is faster. `sign-in.walks.spec.ts` really types on some of these pages.
    const fill = async (as: string, ref: number, text: string) => {
      const id = elementOf(observed, step.document, ref)?.evaluate((field: HTMLInputElement, value) => {
        field.value = value;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: value }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
        return field.id;
      }, text);
      typed[as] = (await id) ?? '';
    };
    if (address !== undefined) await fill('address', address.ref, 'ada@mail.invalid');
    if (password !== undefined) await fill('password', password.ref, 'Correct-Horse-7-Battery');
    for (const [at, field] of (passcode ?? []).entries()) {
      const named = at === 0 ? 'code' : 'rest';
      await fill(named, field.ref, passcode?.length === 1 ? '482915' : String(at));
    }
    delete typed['rest'];
    if (sent() > 0) return { type: typed, press: 'nothing' };
    progress = after(progress, step, observed.page.documents[step.document], now);
    now += 500;
    let then: NextStep = { do: 'wait' };
    // Scripts of the page may need some time to enable the button, or may send the form on their own.
    const unsent = { ...traffic, requestsSinceSent: 0, submissionsSinceSent: 0 };
    const settled = async () => {
      const again = await observe(page);
      if (again === undefined) return sent() > 0;
      observed = again;
      then = decide({ page: observed.page, traffic: unsent, now }, progress, aim);
      return then.do !== 'wait' || sent() > 0;
    };
    await expect.poll(settled, { timeout: 3000, intervals: [30] }).toBe(true);
    return { type: typed, press: sent() > 0 ? 'nothing' : await pressedBy(then, idOf) };
  }
  if (step.do === 'press') return { press: await idOf(step.document, step.control.ref), to: step.as };
  if (step.do === 'open') return { leave: 'yes' };
  if (step.do !== 'end') return { [step.do]: 'yes' };
  const { end } = step;
  return end.outcome === 'refused'
    ? { refused: end.message }
    : { blocked: 'why' in end ? end.why : end.message };
}

type IdOf = (document: number, ref: number) => Promise<string>;

async function pressedBy(step: NextStep, idOf: IdOf): Promise<string> {
  if (step.do === 'press') return idOf(step.document, step.control.ref);
  return step.do === 'enter' ? 'Enter' : JSON.stringify(step);
}

function matcherFor(expected: Expected): object {
  if ('refused' in expected) return { refused: expect.stringContaining(expected.refused) as unknown };
  if ('blocked' in expected) return { blocked: expect.stringMatching(expected.blocked) as unknown };
  return expected;
}

/** The path of the page from which something was sent, if it was another document. */
const EARLIER_PATH = '/auth/v2/login/signin';

let plain: Observed | undefined;

async function observedOn(page: Page): Promise<Observed> {
  const observed = await observe(page);
  if (observed === undefined) throw new Error('nothing was seen');
  return observed;
}

for (const one of CORPUS) {
  test(`${one.name}: ${one.about}`, async ({ viewer }) => {
    const { before = {}, path = '/auth/v2/login/signin' } = one;
    const { sent, from, sameDocument = false } = before;
    let progress = NOTHING_DONE;
    if (sent !== undefined || from !== undefined) {
      const isPlain = from === undefined && !sameDocument;
      const shown = () => viewer.show(sameDocument ? path : EARLIER_PATH, from ?? PLAIN).then(observedOn);
      // Many pages come after the same plain form, so it is observed only once.
      progress = progressOf(one, isPlain ? (plain ??= await shown()) : await shown());
    }
    const page = sameDocument ? viewer.page : await viewer.show(path, one.html);
    if (sameDocument) await page.evaluate((html) => (document.body.innerHTML = html), one.html);
    const observed = await observedOn(page);
    expect(await actionOn(page, viewer.sent, one, progress, observed)).toEqual(matcherFor(one.expected));
  });
}

/**
 * Decisions over time: what was done, with what result, and how long ago. How pages are understood is tested with the
 * corpus.
 */
import { expect, test } from '../../../support/test.ts';
import { decide } from '../../../../helpers/sign-in/decide/decide.ts';
import type { NextStep } from '../../../../helpers/sign-in/decide/next.ts';
import { after, NOTHING_DONE, type Progress } from '../../../../helpers/sign-in/decide/progress.ts';
import type { Aim } from '../../../../helpers/sign-in/decide/situation.ts';
import type { DocumentFacts, TrafficFacts } from '../../../../helpers/sign-in/page/facts.ts';
import { button, documentWith, field, form, HOST, pageOf, signInForm } from '../../../support/page-facts.ts';

const AIM: Aim = {
  decision: 'allow',
  mayBeSignedIn: false,
  mayEndInErrorPage: false,
  mayReceive: (target) => target.startsWith(HOST),
  address: 'ada@mail.invalid',
  passwordForm: '/access/normal',
  patienceMs: 8000,
};

const AT_REST: TrafficFacts = {
  busy: false,
  quietMs: 60_000,
  requestsSinceSent: 1,
  submissionsSinceSent: 1,
  status: 200,
  answeredMs: undefined,
  submissionStatus: 200,
  whyUndecided: undefined,
  asksToWaitMs: undefined,
};

const UNSENT: Partial<TrafficFacts> = {
  requestsSinceSent: 0,
  submissionsSinceSent: 0,
  submissionStatus: undefined,
};

/** A minimal walk: each decision counts as done, and time passes only between two looks. */
class Walk {
  now = 1_000_000;
  progress: Progress = NOTHING_DONE;
  readonly #aim: Aim;

  constructor(aim: Partial<Aim> = {}) {
    this.#aim = { ...AIM, ...aim };
  }

  /** Looks at a page some time later, and takes the step that was decided. */
  sees(
    document: DocumentFacts,
    laterMs = 100,
    traffic: Partial<TrafficFacts> = {},
    otherFrames: string[] = [],
  ): NextStep {
    this.now += laterMs;
    const seen = { page: pageOf(document, otherFrames), traffic: { ...AT_REST, ...traffic }, now: this.now };
    const next = decide(seen, this.progress, this.#aim);
    this.progress = after(this.progress, next, document, this.now);
    return next;
  }
}

/** A walk that has sent email address and password. */
function afterPassword(aim: Partial<Aim> = {}): Walk {
  const walk = new Walk(aim);
  const typed = signInForm({}, { filled: true });
  expect(walk.sees(signInForm())).toMatchObject({ do: 'type', what: 'password' });
  expect(walk.sees(typed, 300)).toMatchObject({ do: 'press', as: 'submit', what: 'password' });
  return walk;
}

const blocked = (why: RegExp) => ({
  do: 'end',
  end: { outcome: 'blocked', why: expect.stringMatching(why) as unknown },
});

test.describe('typing and pressing', () => {
  test('nothing is typed into a form on another host, whatever its name', () => {
    const document = signInForm({ forms: [form('https://stranger.invalid/access/login')] });
    const next = new Walk().sees(document);
    expect(next).toMatchObject(
      blocked(/^Nothing was typed, because the form would send it to stranger\.invalid/),
    );
    expect(JSON.stringify(next)).not.toContain('KEYTURN_WRITE_HOSTS');
  });

  test('the target of a form is checked again before it is sent', () => {
    const walk = new Walk();
    walk.sees(signInForm());
    const turned = signInForm({ forms: [form('https://stranger.invalid/')] }, { filled: true });
    expect(walk.sees(turned, 300)).toMatchObject(blocked(/stranger\.invalid/));
  });

  test('the form of the second step may have another target than the first one', () => {
    const walk = new Walk();
    const address = (filled: boolean) => field('email', { name: 'email', autocomplete: 'username', filled });
    const first = (filled: boolean) =>
      documentWith({
        forms: [form('/access/identify')],
        fields: [address(filled)],
        controls: [button('Next')],
      });
    expect(walk.sees(first(false))).toMatchObject({ do: 'type', what: 'email address' });
    expect(walk.sees(first(true), 300)).toMatchObject({ do: 'press', what: 'email address' });
    const password = field('password', { autocomplete: 'current-password' });
    const second = documentWith({
      forms: [form('/access/login')],
      fields: [password],
      controls: [button('Sign in')],
    });
    expect(walk.sees(second, 300)).toMatchObject({ do: 'type', what: 'password' });
  });

  test('fields that do not keep their input are typed into three times', () => {
    const walk = new Walk();
    for (let times = 0; times < 3; times++)
      expect(walk.sees(signInForm(), 300)).toMatchObject({ do: 'type' });
    expect(walk.sees(signInForm(), 300)).toMatchObject(blocked(/does not keep its input/));
  });

  test('the walk waits for a disabled button, and names it if it stays disabled', () => {
    const walk = new Walk();
    const disabled = signInForm({}, { filled: true, submit: button('Sign in', { enabled: false }) });
    walk.sees(signInForm());
    expect(walk.sees(disabled, 3000)).toMatchObject({ do: 'nudge' });
    expect(walk.sees(disabled)).toEqual({ do: 'wait' });
    expect(walk.sees(disabled, 3500, {}, ['check.invalid'])).toMatchObject(
      blocked(
        /“Sign in”.* stays disabled, so the .* cannot be sent; the page contains a frame from check\.invalid/,
      ),
    );
  });

  test('no other button is pressed instead of a disabled one', () => {
    const walk = new Walk();
    walk.sees(signInForm());
    const controls = [button('Sign in', { enabled: false }), button('Use a passkey', { submits: false })];
    expect(walk.sees(signInForm({ controls }, { filled: true }), 1000)).toEqual({ do: 'wait' });
  });

  test('if nothing is sent, the walk tries the next button, Enter and closing an obstacle, and then ends', () => {
    const walk = new Walk();
    walk.sees(signInForm());
    const banner = button('Reject all', { form: -1, submits: false, layer: 0 });
    const layers = [{ naming: 'banner', text: 'We use cookies', large: false }];
    const controls = [button('Sign in'), button('Proceed'), banner].map((one, at) => ({
      ...one,
      order: 1e6 + at,
    }));
    const page = signInForm({ controls, layers }, { filled: true });
    const pressed: unknown[] = [];
    for (let looks = 0; looks < 7; looks++) {
      const next = walk.sees(page, 2500, UNSENT);
      pressed.push(next.do === 'press' ? next.control.caption : next.do);
    }
    expect(pressed).toEqual(['Sign in', 'Proceed', 'enter', 'Reject all', 'Sign in', 'Proceed', 'enter']);
    expect(walk.sees(page, 2500, UNSENT)).toMatchObject(
      blocked(/Submitting the form with the .* sent nothing/),
    );
  });

  test('six fields that sent themselves are not sent again', () => {
    const walk = afterPassword();
    const boxes = (filled: boolean) =>
      documentWith({
        document: '2',
        fields: Array.from({ length: 6 }, () => field('tel', { maxLength: 1, filled })),
      });
    expect(walk.sees(boxes(false))).toMatchObject({ do: 'type', what: 'passcode' });
    expect(walk.sees(boxes(true), 100, { busy: true })).toEqual({ do: 'wait' });
    expect(walk.sees(boxes(true), 400, { quietMs: 300 })).toMatchObject({
      do: 'record sent',
      what: 'passcode',
    });
    expect(walk.sees(boxes(true), 400, { quietMs: 300 })).toEqual({ do: 'wait' });
  });
});

test.describe('after the password', () => {
  const again = (more: Partial<DocumentFacts> = {}) => signInForm({ document: '2', ...more });
  const message = (text: string) => ({ text, classes: '' });

  test('a form that reappears with words of refusal has refused the password', () => {
    const next = afterPassword().sees(again({ messages: [message('That is not right.')] }));
    expect(next).toEqual({ do: 'end', end: { outcome: 'refused', message: 'That is not right.' } });
  });

  test('a form that reappears with 401 has refused the password, even without a message', () => {
    expect(afterPassword().sees(again(), 100, { submissionStatus: 401 })).toEqual({
      do: 'end',
      end: { outcome: 'refused', message: '' },
    });
  });

  test('a form that reappears without a message is not a refusal, and the authorization is requested again', () => {
    const walk = afterPassword();
    expect(walk.sees(again())).toMatchObject({ do: 'open', where: 'authorization' });
    expect(walk.sees(again({ document: '3' }))).toMatchObject(blocked(/again without saying why/));
  });

  test('a message that was on the page before is not an answer', () => {
    const walk = new Walk();
    const old = { messages: [message('Your last password was wrong.')] };
    walk.sees(signInForm(old));
    walk.sees(signInForm(old, { filled: true }), 300);
    expect(walk.sees(again(old))).toMatchObject({ do: 'open' });
  });

  test('an expired page is filled in a second time, but not a third time', () => {
    const walk = afterPassword();
    const expired = { messages: [message('Your session has expired, please sign in again.')] };
    expect(walk.sees(again(expired))).toMatchObject({ do: 'type', again: true });
    expect(walk.sees(signInForm({ document: '2', ...expired }, { filled: true }), 300)).toMatchObject({
      do: 'press',
    });
    const third = { messages: [message('Your session has expired. Please log in again.')] };
    expect(walk.sees(again({ document: '3', ...third }))).toMatchObject(
      blocked(/neither accepted nor refused the .*; the page says/),
    );
  });

  test('a server error is neither acceptance nor refusal', () => {
    const next = afterPassword().sees(again(), 100, {
      submissionStatus: 503,
      whyUndecided: 'was answered 503',
    });
    expect(next).toMatchObject({ do: 'end', end: { outcome: 'blocked', isServerError: true } });
  });

  test('the walk waits for the same document to change, but less long if it shows a refusal', () => {
    const walk = afterPassword();
    const still = signInForm({}, { filled: true });
    expect(walk.sees(still, 2000, { quietMs: 1900 })).toEqual({ do: 'wait' });
    const complains = signInForm({ messages: [message('Wrong password')] }, { filled: true });
    expect(walk.sees(complains, 100, { quietMs: 1200 })).toMatchObject({
      do: 'end',
      end: { outcome: 'refused' },
    });
  });

  test('a refusal on a separate page counts when the form reappears', () => {
    const walk = afterPassword();
    const refusal = documentWith({ document: '2', forms: [], lines: ['No such account.'], title: 'Sorry' });
    expect(walk.sees(refusal)).toEqual({ do: 'wait', unclear: true });
    expect(walk.sees(refusal, 5000)).toMatchObject({ do: 'open', refusedAs: 'No such account.' });
    expect(walk.sees(again({ document: '3' }))).toEqual({
      do: 'end',
      end: { outcome: 'refused', message: 'No such account.' },
    });
  });

  test('a page that is not understood is quoted, after the authorization was requested again', () => {
    const walk = afterPassword();
    const odd = (document: string) =>
      documentWith({ document, forms: [], headings: ['Pick a hat'], lines: ['Every hat is fine.'] });
    expect(walk.sees(odd('2'))).toEqual({ do: 'wait', unclear: true });
    expect(walk.sees(odd('2'), 5000)).toMatchObject({ do: 'open', where: 'authorization' });
    expect(walk.sees(odd('3'))).toEqual({ do: 'wait', unclear: true });
    expect(walk.sees(odd('3'), 9000)).toMatchObject(
      blocked(/cannot be skipped.*“Pick a hat · Every hat is fine\.”/),
    );
  });

  test('a second passcode is typed if the first was not accepted, but no third one', () => {
    const walk = afterPassword();
    const code = (document: string, filled = false) =>
      documentWith({
        document,
        fields: [field('text', { autocomplete: 'one-time-code', filled })],
        controls: [button('Go')],
        messages: document === '2' ? [] : [message(`Wrong code, at ${document}`)],
      });
    for (const document of ['2', '3']) {
      expect(walk.sees(code(document))).toMatchObject({ do: 'type', what: 'passcode' });
      expect(walk.sees(code(document, true), 400, UNSENT)).toMatchObject({ do: 'press', what: 'passcode' });
    }
    expect(walk.sees(code('4'))).toMatchObject(
      blocked(/Two passcodes were not accepted; the page says: “Wrong code/),
    );
  });

  test('a code field that was on the page before the password was sent is not the next step', () => {
    const walk = new Walk();
    const forms = [form(), form('/access/code')];
    const both = (filled: boolean) => {
      const { fields, controls } = signInForm({}, { filled });
      return documentWith({ forms, controls, fields: [...fields, field('text', { name: 'otp', form: 1 })] });
    };
    expect(walk.sees(both(false))).toMatchObject({ do: 'type', what: 'password' });
    expect(walk.sees(both(true), 300)).toMatchObject({ do: 'press', what: 'password' });
    expect(walk.sees(both(true), 300, { busy: true })).toEqual({ do: 'wait' });
  });
});

test.describe('a page that asks to wait', () => {
  const busy = documentWith({ forms: [], lines: ['Please wait.'] });

  test('makes the walk wait, at most twice', () => {
    const walk = new Walk();
    const asks = { status: 429, asksToWaitMs: 3000 };
    expect(walk.sees(busy, 100, asks)).toEqual({ do: 'pause', ms: 3000 });
    expect(walk.sees(busy, 100, asks)).toEqual({ do: 'pause', ms: 3000 });
    expect(walk.sees(busy, 100, asks)).toMatchObject({
      do: 'end',
      end: { remedy: expect.stringContaining('later') as unknown },
    });
  });

  test('for a day ends the walk', () => {
    const next = new Walk().sees(busy, 100, { status: 503, asksToWaitMs: 86_400_000 });
    expect(next).toMatchObject(blocked(/The page answered 503 and asked for a wait of 86400 s/));
  });

  test('after the password gets all input again, because it was neither accepted nor refused', () => {
    const walk = afterPassword();
    expect(
      walk.sees(signInForm({ document: '2' }), 100, { submissionStatus: 429, asksToWaitMs: 1000 }),
    ).toMatchObject({ do: 'pause' });
    expect(walk.sees(signInForm({ document: '3' }), 1000, UNSENT)).toMatchObject({
      do: 'type',
      what: 'password',
    });
  });
});

test.describe('consent', () => {
  const url = `${HOST}/oauth/authorizations/new`;
  const consent = (
    controls = [button('Deny', { naming: 'deny' }), button('Allow', { naming: 'allow' })],
    document = '2',
  ) => documentWith({ document, url, controls, forms: [form('/oauth/authorizations')] });

  test('is given with the button that allows, and the walk waits for the answer', () => {
    const walk = afterPassword();
    expect(walk.sees(consent())).toMatchObject({ do: 'press', as: 'allow', control: { caption: 'Allow' } });
    expect(walk.sees(consent(), 500, { busy: true })).toEqual({ do: 'wait' });
  });

  test('is given with the next button if the first one sent nothing', () => {
    const walk = afterPassword();
    const two = () => consent([button('Ja'), button('Jo')]);
    expect(walk.sees(two())).toMatchObject({ do: 'press', control: { caption: 'Ja' } });
    expect(walk.sees(two(), 2500, UNSENT)).toMatchObject({ do: 'press', control: { caption: 'Jo' } });
  });

  test('that is asked for again after it was denied is not tried', () => {
    const walk = afterPassword({ decision: 'deny' });
    expect(walk.sees(consent())).toMatchObject({ do: 'press', as: 'deny', control: { caption: 'Deny' } });
    expect(walk.sees(consent(undefined, '3'))).toMatchObject({ do: 'end', end: { outcome: 'not tried' } });
  });

  test('is not given before the password was sent', () => {
    expect(new Walk().sees(consent())).toEqual({ do: 'wait', unclear: true });
  });

  test('is given with another button, after starting over, if the first one signed out', () => {
    const walk = afterPassword();
    const two = (document: string) => consent([button('Ja'), button('Jo')], document);
    walk.sees(two('2'));
    expect(walk.sees(signInForm({ document: '3' }))).toEqual({ do: 'start over' });
    expect(walk.sees(signInForm({ document: '3' }))).toMatchObject({ do: 'type' });
    walk.sees(signInForm({ document: '3' }, { filled: true }), 300);
    expect(walk.sees(two('4'))).toMatchObject({ do: 'press', control: { caption: 'Jo' } });
  });
});

test('a page that is not understood is left for the password form, and its bot check is named in the end', () => {
  const walk = new Walk();
  const nothing = documentWith({ forms: [], lines: ['Welcome'] });
  expect(walk.sees(nothing)).toEqual({ do: 'wait', unclear: true });
  expect(walk.sees(nothing, 5000)).toMatchObject({ do: 'open', where: 'password form' });
  expect(walk.sees(nothing)).toEqual({ do: 'wait', unclear: true });
  const last = walk.sees(nothing, 9000, {}, ['check.invalid']);
  expect(last).toMatchObject(
    blocked(/none of the expected fields.* a frame from check\.invalid, perhaps a bot check/),
  );
  expect(JSON.stringify(last)).not.toContain('KEYTURN_WRITE_HOSTS');
});

test('a request may end in an error page, but not in a server error or a bot check', () => {
  const page = documentWith({ forms: [], title: 'Invalid request' });
  const walk = () => new Walk({ mayEndInErrorPage: true });
  expect(walk().sees(page, 100, { status: 400 })).toMatchObject({
    do: 'end',
    end: { outcome: 'error page', status: 400 },
  });
  expect(walk().sees(page, 100, { status: 502 })).toMatchObject(blocked(/The page answered 502/));
  const patiently = (frames: string[], shown = page) => {
    const one = walk();
    for (const laterMs of [100, 5000, 100]) one.sees(shown, laterMs, {}, frames);
    return one.sees(shown, 9000, {}, frames);
  };
  // Some tenants answer with 200.
  expect(patiently([])).toMatchObject({ do: 'end', end: { outcome: 'error page', status: 200 } });
  // A bot check is not a refusal.
  expect(patiently(['check.invalid'])).toMatchObject(blocked(/check\.invalid/));
  expect(patiently([], { ...page, lines: ['Please confirm that you are not a robot.'] })).toMatchObject(
    blocked(/none of the expected fields/),
  );
});

/** Carries out a decision: types, presses, opens, waits. An action is recorded before the page can answer it. */
import type { Locator } from 'playwright';
import { SET_PASSCODE_SOURCE } from '../passcode/source.ts';
import { Blocked } from '../verdict/errors.ts';
import type { NextStep, PressStep, TypeStep } from './decide/next.ts';
import { after } from './decide/progress.ts';
import { notUnderstood, withTimeLimit } from './failures.ts';
import { openPage, pause } from './open-page.ts';
import type { Credentials } from './outcome.ts';
import type { DocumentFacts, FieldFacts } from './page/facts.ts';
import { elementOf, type Observed } from './page/observe.ts';
import { codeOrigin } from './page/question.ts';
import { shown, type Walk } from './walk-state.ts';

/** How long one attempt to type or press may take, in ms. */
const FILL_MS = 1500;
const PRESS_MS = 3000;

/** Takes a step on the page that was observed. */
export async function act(
  walk: Walk,
  next: NextStep,
  observed: Observed,
  credentials: Credentials,
): Promise<void> {
  const document = 'document' in next ? observed.page.documents[next.document] : undefined;
  const recordStep = () => (walk.progress = after(walk.progress, next, document, Date.now()));
  switch (next.do) {
    case 'type':
      // If the page has rebuilt its fields in the meantime, it is observed again.
      if (await type(walk, next, observed, credentials)) recordStep();
      return;
    case 'press':
      recordStep();
      return press(walk, next, observed);
    case 'enter':
      recordStep();
      recordSent(walk, next.what, next.target);
      await elementOf(observed, next.document, next.field.ref)
        ?.press('Enter', { timeout: PRESS_MS, noWaitAfter: true })
        .catch(() => undefined);
      return;
    case 'nudge': {
      recordStep();
      const field = elementOf(observed, next.document, next.field.ref);
      await field?.press('End', { timeout: FILL_MS }).catch(() => undefined);
      await field?.press('Tab', { timeout: FILL_MS }).catch(() => undefined);
      return;
    }
    case 'open': {
      recordStep();
      const isBack = next.where === 'authorization';
      const url = isBack ? walk.request.url : walk.request.passwordFormUrl;
      walk.steps.push(
        isBack ? { did: 'went back' } : { did: 'went to the password form', path: new URL(url).pathname },
      );
      return openPage(walk, url);
    }
    case 'pause':
      recordStep();
      walk.steps.push({ did: 'waited', ms: next.ms });
      await pause(walk, next.ms);
      return openPage(walk, walk.request.url);
    case 'start over':
      walk.steps.push({ did: 'tried again', because: 'it signed out' });
      recordStep();
      return;
    case 'record sent':
    case 'wait':
    case 'end':
      recordStep();
  }
}

/** Records that something is sent. Everything that arrives from now on is an answer to it. */
function recordSent(walk: Walk, what: PressStep['what'], target: string | undefined): void {
  if (what === 'password') walk.watch.formTarget = target;
  walk.traffic.submitted();
  walk.watch.otherWindow = false;
  if (what === 'password') walk.hasSentPassword = true;
  if (what === 'password' || what === 'passcode') walk.mailedSince = new Date();
}

/** Types into fields. Returns false if the page has rebuilt them since it was observed. */
async function type(
  walk: Walk,
  next: TypeStep,
  observed: Observed,
  credentials: Credentials,
): Promise<boolean> {
  const { what, address, password, passcode } = next;
  const fillIn = (field: FieldFacts, text: string) =>
    fill(walk, elementOf(observed, next.document, field.ref), { what, text }, observed);
  if (passcode !== undefined) {
    const code = await readPasscode(walk, observed.page.documents[next.document], credentials.email);
    walk.traffic.submitted();
    const [first] = passcode;
    if (first !== undefined && passcode.length === 1) return fillIn(first, code);
    for (const [at, field] of passcode.entries()) {
      const box = elementOf(observed, next.document, field.ref);
      // Each digit is one key press, because such fields move the focus from one to the next.
      await box?.press(code[at] ?? '', { timeout: FILL_MS }).catch(() => undefined);
    }
    return true;
  }
  if (address !== undefined && !(await fillIn(address, credentials.email))) return false;
  // A script may rebuild the fields after each input. The first one is filled in then, and the next step types the rest.
  if (password !== undefined && !(await fillIn(password, credentials.password))) return address !== undefined;
  if (what !== 'passcode') walk.steps.push({ did: 'typed', what, again: next.again === true });
  return true;
}

async function fill(
  walk: Walk,
  field: Locator | undefined,
  { what, text }: { what: string; text: string },
  observed: Observed,
): Promise<boolean> {
  if (field === undefined) return false;
  const { patienceMs } = walk.limits;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await field.fill(text, { timeout: Math.min(FILL_MS, patienceMs) });
      return true;
    } catch {
      if (
        (await withTimeLimit(
          walk,
          field.count().catch(() => 0),
        )) === 0
      )
        return false;
      // Playwright's own message would quote the secret, so it is not passed on.
      if (Date.now() > deadline)
        throw await notUnderstood(walk, `The ${what} field could not be filled in`, observed);
    }
  }
}

async function press(walk: Walk, next: PressStep, observed: Observed): Promise<void> {
  const { document, control, as, what, target } = next;
  if (what !== undefined) recordSent(walk, what, target);
  if (as === 'allow') walk.steps.push({ did: 'allowed' });
  if (as === 'deny') walk.steps.push({ did: 'denied' });
  if (what === undefined) walk.steps.push({ did: 'pressed', caption: shown(walk, control.caption), to: as });
  const button = elementOf(observed, document, control.ref);
  try {
    await button?.click({ timeout: PRESS_MS, noWaitAfter: true });
  } catch {
    // Something invisible may cover the button, so it is pressed without a pointer.
    await withTimeLimit(
      walk,
      button?.evaluate((element: HTMLElement) => element.click()).catch(() => undefined) ?? Promise.resolve(),
    );
  }
}

/** Reads the newest passcode. Waits for its email. */
async function readPasscode(
  walk: Walk,
  document: DocumentFacts | undefined,
  address: string,
): Promise<string> {
  const { passcodes, usedPasscodes, secrets } = walk.tools;
  const origin = document === undefined ? 'unknown' : codeOrigin(document);
  const isEmailed = origin === 'email' || origin === 'unknown';
  if (!isEmailed && (passcodes === undefined || passcodes.isMailbox === true))
    throw new Blocked(
      `The page asks for a code from ${origin === 'app' ? 'an authenticator app' : 'a text message'} to sign in as ${address}, which no email contains.`,
      {
        remedy:
          'let this account get its codes by email, or switch two-factor authentication off for it (a team member is then asked for an emailed passcode)',
        where: "the account's security settings",
        who: 'that user, or an admin',
        help: 'two-factor',
      },
    );
  if (passcodes === undefined)
    throw new Blocked(
      `A passcode ${origin === 'email' ? 'was emailed to' : 'is required to sign in as'} ${address}, but the run cannot read it.`,
      { remedy: SET_PASSCODE_SOURCE, help: 'passcode' },
    );
  const started = Date.now();
  const passcode = await passcodes.read({ address, since: walk.mailedSince, used: usedPasscodes });
  walk.waitedMs += Date.now() - started;
  usedPasscodes.add(passcode);
  secrets.learn(passcode, 'passcode', `a passcode from ${passcodes.title}`);
  walk.steps.push({ did: 'typed a passcode', from: passcodes.title });
  return passcode;
}

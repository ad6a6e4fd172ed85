/**
 * What a sign-in page asks for, seen the way a person's password manager sees it: by the type,
 * `autocomplete` and name of its fields. Labels are a last resort, because they are translated.
 */
import type { Frame, Locator, Page } from 'playwright';

/** What a page asks for. `other` is a page that we do not understand, or that is still being built. */
export type Asks = 'password' | 'address' | 'passcode' | 'consent' | 'other';

/** What was seen in a frame. */
export interface View {
  asks: Asks;
  /** Names the document: another one means that the page was loaded anew. */
  document: string;
  /** Fields and buttons that are there, for an error that says what was found. */
  summary: string;
  /** What the page says in an alert, if it does. */
  alert: string;
  /** Names the password field, to tell a second question from the first one asked again. */
  field: string;
  /** There is an address field beside what is asked for. */
  hasAddress: boolean;
  /** On a page of kind `other`: one field stands alone, marked as `passcode` because nothing else says what it is. */
  loneField: boolean;
  /** How many single-digit boxes the passcode has; 0 when it is one field. */
  boxes: number;
  /** The caption of the button that was taken for "allow", if another one could be it as well. */
  uncertainAllow: string | undefined;
}

/** A view, and the frame it was seen in. */
export interface Seen extends View {
  frame: Frame;
}

/** Marks the elements that were recognised. Playwright finds them by it, also inside open shadow roots. */
const MARK = 'data-keyturn';

/** The element that was recognised as `part` of the page. */
export function marked(
  frame: Frame,
  part: 'address' | 'password' | 'passcode' | 'submit' | 'allow' | 'deny',
): Locator {
  return frame.locator(`[${MARK}="${part}"]`).first();
}

/**
 * Looks at every frame and returns what the page asks for. `avoid` holds the captions of consent
 * buttons that were tried and turned out to deny. Returns nothing while the page is being exchanged for another.
 */
export async function look(page: Page, avoid: readonly string[]): Promise<Seen | undefined> {
  let seen: Seen | undefined;
  for (const frame of page.frames()) {
    try {
      const view = await frame.evaluate(inspectDocument, { mark: MARK, avoid: [...avoid] });
      if (view === null) {
        if (frame === page.mainFrame()) return undefined;
        continue;
      }
      if (seen === undefined || (seen.asks === 'other' && view.asks !== 'other')) seen = { ...view, frame };
      if (seen.asks !== 'other') break;
    } catch {
      // The frame went away while it was looked at: it will be looked at again.
      if (frame === page.mainFrame()) return undefined;
    }
  }
  return seen;
}

/** Runs inside the page, so it must stand alone. Returns nothing while the document is being loaded. */
function inspectDocument({ mark, avoid }: { mark: string; avoid: string[] }): View | null {
  if (document.readyState === 'loading') return null;

  const all: Element[] = [];
  const collect = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element);
      if (element.shadowRoot !== null) collect(element.shadowRoot);
    }
  };
  collect(document);
  for (const element of all) element.removeAttribute(mark);

  // Bait for robots is hidden by style, by position, or from assistive technology.
  const visible = (element: Element) => {
    const box = element.getBoundingClientRect();
    return (
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      box.width > 1 &&
      box.height > 1 &&
      box.right > 0 &&
      box.bottom + window.scrollY > 0 &&
      element.closest('[aria-hidden="true"], [inert]') === null
    );
  };
  const words = (element: Element | null, ...names: string[]) =>
    names.map((name) => element?.getAttribute(name) ?? '').join(' ');

  const OTHER_FORMS = /forgot|reset|recover|newsletter|subscri|regist|sign[-_]?up|search|invite/i;
  const elsewhere = (element: Element) => {
    const form = element.closest('form');
    // Where a form leads, not where it comes back to: "?next=/search" says nothing about it.
    const action = words(form, 'action').split(/[?#]/)[0] ?? '';
    return OTHER_FORMS.test(`${action} ${words(form, 'id', 'name', 'class', 'role')}`);
  };

  const fields = all.filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement &&
      ['text', 'email', 'tel', 'number', 'password'].includes(element.type) &&
      !element.disabled &&
      !element.readOnly &&
      element.tabIndex >= 0 &&
      visible(element),
  );
  const naming = (field: HTMLInputElement) =>
    words(field, 'name', 'id', 'autocomplete', 'class', 'data-testid', 'data-test-id');
  const isPasscode = (field: HTMLInputElement) =>
    !/current-password/.test(field.autocomplete) &&
    /one-time-code|pass[-_]?code|\botp|2fa|mfa|two[-_]?(?:factor|step)|verif|one[-_]?time/i.test(
      naming(field),
    );
  const isSearch = (field: HTMLInputElement) =>
    /search|\bquery\b|^q /i.test(`${naming(field)} ${words(field, 'role')}`);

  const passwords = fields.filter(
    (field) => field.type === 'password' && !isPasscode(field) && !/new-password/.test(field.autocomplete),
  );
  const password = passwords.find((field) => !elsewhere(field)) ?? passwords[0];

  const isAddress = (field: HTMLInputElement) =>
    field.type === 'email' ||
    /\b(?:username|email)\b/.test(field.autocomplete) ||
    /e-?mail|user|login|identifier|account/i.test(words(field, 'name', 'id'));
  const texts = fields.filter(
    (field) => ['text', 'email'].includes(field.type) && !isPasscode(field) && !isSearch(field),
  );
  const inForm = texts.filter((field) => password !== undefined && field.form === password.form);
  const address =
    password === undefined
      ? texts.find((field) => isAddress(field) && !elsewhere(field))
      : (inForm.find(isAddress) ??
        inForm.find((field) => Boolean(field.compareDocumentPosition(password) & 4)));

  const boxes = fields.filter((field) => field.maxLength === 1 && field.type !== 'email');
  const passcode =
    fields.find((field) => isPasscode(field) && !elsewhere(field)) ??
    (boxes.length >= 6
      ? boxes[0]
      : fields.find(
          (field) =>
            password === undefined &&
            address === undefined &&
            !isSearch(field) &&
            (field.inputMode === 'numeric' ||
              field.maxLength === 6 ||
              ['tel', 'number'].includes(field.type)),
        ));

  const buttons = all.filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      ((element instanceof HTMLButtonElement && element.type !== 'reset') ||
        (element instanceof HTMLInputElement && ['submit', 'image', 'button'].includes(element.type)) ||
        element.getAttribute('role') === 'button' ||
        // A link inside a form that leads nowhere by itself is a button as well.
        (element instanceof HTMLAnchorElement &&
          element.closest('form') !== null &&
          /^(?:#.*|javascript:.*|)$/i.test(words(element, 'href').trim()))) &&
      !('disabled' in element && element.disabled === true) &&
      visible(element),
  );
  const formOf = (button: HTMLElement) =>
    button instanceof HTMLButtonElement || button instanceof HTMLInputElement ? button.form : null;
  const submits = (button: Element) =>
    (button instanceof HTMLButtonElement || button instanceof HTMLInputElement) &&
    (button.type === 'submit' || button.type === 'image');
  const caption = (button: HTMLElement) =>
    (button instanceof HTMLInputElement ? button.value : button.innerText).trim() ||
    words(button, 'aria-label');
  const aside = (button: HTMLElement) =>
    /show|hide|toggle|reveal|forgot|resend|send[-_ ]?again|cancel|back\b|deny|reject|decline|another|switch|cookie|close|google|office|microsoft|apple|saml|\bsso\b|clear|search/i.test(
      words(
        button,
        'name',
        'id',
        'class',
        'value',
        'formaction',
        'aria-controls',
        'data-action',
        'data-testid',
        'data-test-id',
      ),
    );

  /** The button that sends the form of a field: the first plain one after it. */
  const submitOf = (field: HTMLInputElement) => {
    let scope: Element | null = field.form ?? field.parentElement;
    while (scope !== null) {
      const within = scope;
      const candidates = buttons.filter(
        (button) => within.contains(button) || (field.form !== null && formOf(button) === field.form),
      );
      const after = candidates.filter((button) => Boolean(field.compareDocumentPosition(button) & 4));
      const best =
        after.find((button) => submits(button) && !aside(button)) ??
        after.find((button) => !aside(button)) ??
        candidates.find((button) => submits(button) && !aside(button));
      if (best !== undefined || field.form !== null) return best;
      scope = scope.parentElement;
    }
    return undefined;
  };

  const CONSENT = /oauth|authori[sz]|consent|grant/i;
  const aboutConsent = (...texts: string[]) => CONSENT.test([location.pathname, ...texts].join(' '));
  const pressable = buttons.filter(
    (button) =>
      aboutConsent(words(formOf(button), 'action', 'id', 'class')) &&
      !/cookie/i.test(words(button, 'id', 'class', 'name')),
  );
  // Some pages ask by links that look like buttons.
  const links = all.filter(
    (element): element is HTMLElement =>
      element instanceof HTMLAnchorElement &&
      visible(element) &&
      element.origin === location.origin &&
      /btn|button/i.test(words(element, 'class', 'role')) &&
      aboutConsent(element.pathname),
  );
  const consenting = pressable.length > 0 ? pressable : links;
  const YES = /allow|approve|accept|authori[sz]e|grant|confirm|agree|permit|yes|continue|primary/i;
  const NO = /deny|cancel|reject|decline|refuse|disallow|no\b|abort|secondary|logout|sign[-_]?out/i;
  const SPOKEN_YES =
    /^(?:allow|zulassen|erlauben|autoriser|permitir|autorizar|consenti|autorizza|toestaan|till[åa]t|tillad|salli|zezw[óo]l|povolit|разрешить|許可|허용|允许|允許|izin ver)/i;
  const nature = (button: HTMLElement) =>
    words(button, 'name', 'id', 'value', 'class', 'formaction', 'data-action', 'data-testid', 'data-test-id');
  const score = (button: HTMLElement) => {
    const text = caption(button);
    let points = submits(button) || button instanceof HTMLAnchorElement ? 1 : 0;
    if (CONSENT.test(words(formOf(button), 'action'))) points += 1;
    if (avoid.includes(text)) points -= 100;
    if (SPOKEN_YES.test(text)) points += 8;
    if (YES.test(nature(button))) points += 4;
    if (NO.test(`${nature(button)} ${words(formOf(button), 'action', 'id')}`)) points -= 6;
    if (NO.test(text)) points -= 6;
    return points;
  };
  const ranked = consenting
    .map((button) => ({ button, points: score(button) }))
    .sort((a, b) => b.points - a.points);
  const allow = ranked[0]?.button;

  let asks: Asks = 'other';
  const put = (element: Element | undefined, part: string) => element?.setAttribute(mark, part);
  if (passcode !== undefined && password === undefined) {
    asks = 'passcode';
    put(passcode, 'passcode');
    put(submitOf(passcode), 'submit');
  } else if (password !== undefined) {
    asks = 'password';
    put(password, 'password');
    put(address, 'address');
    put(submitOf(password), 'submit');
  } else if (address !== undefined) {
    asks = 'address';
    put(address, 'address');
    put(submitOf(address), 'submit');
  } else if (allow !== undefined && ranked.some(({ points }) => points > 0)) {
    asks = 'consent';
    put(allow, 'allow');
    // Only one that says so: another one may switch accounts, or sign out.
    const last = ranked.at(-1);
    if (last !== undefined && last.points < 0 && last.button !== allow) put(last.button, 'deny');
  }
  const [lone] = fields;
  const loneField =
    asks === 'other' && fields.length === 1 && lone !== undefined && !isSearch(lone) && !elsewhere(lone);
  if (loneField) {
    put(lone, 'passcode');
    put(submitOf(lone), 'submit');
  }

  const describe = ({ type, name, autocomplete }: HTMLInputElement) =>
    `${type} field${name === '' ? '' : ` "${name.slice(0, 40)}"`}${autocomplete === '' ? '' : ` (autocomplete ${autocomplete.slice(0, 40)})`}`;
  const found = [
    ...fields.slice(0, 12).map(describe),
    ...buttons.slice(0, 8).map((button) => `button "${caption(button).slice(0, 40)}"`),
  ];
  const alerts = all.filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      (element.getAttribute('role') === 'alert' || /error|alert|flash/i.test(element.className)) &&
      visible(element),
  );
  return {
    asks,
    document: String(performance.timeOrigin),
    summary: `"${document.title.slice(0, 80)}" with ${found.length === 0 ? 'no fields and no buttons' : found.join(', ')}`,
    alert: (alerts[0]?.innerText ?? '').trim().replace(/\s+/g, ' ').slice(0, 200),
    boxes: passcode !== undefined && boxes.length >= 6 && boxes.includes(passcode) ? boxes.length : 0,
    field: words(password ?? null, 'name', 'id', 'autocomplete'),
    hasAddress: address !== undefined,
    loneField,
    uncertainAllow: allow === undefined || ranked.length < 2 ? undefined : caption(allow),
  };
}

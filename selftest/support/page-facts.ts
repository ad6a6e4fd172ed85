/** Minimal facts of pages, for tests of decisions without a real page. */
import type {
  ControlFacts,
  DocumentFacts,
  FieldFacts,
  FormFacts,
  PageFacts,
} from '../../helpers/sign-in/page/facts.ts';

let refs = 0;

/** A field of the first form. */
export function field(type: string, more: Partial<FieldFacts> = {}): FieldFacts {
  const ref = refs++;
  return {
    ref,
    order: ref,
    type,
    name: '',
    id: '',
    autocomplete: '',
    inputMode: '',
    placeholder: '',
    label: '',
    maxLength: -1,
    width: 200,
    form: 0,
    readOnly: false,
    disabled: false,
    filled: false,
    invalid: false,
    transparent: false,
    covered: false,
    layer: -1,
    ...more,
  };
}

/** A button that submits the first form. */
export function button(caption: string, more: Partial<ControlFacts> = {}): ControlFacts {
  const ref = refs++;
  return {
    ref,
    order: ref,
    kind: 'button',
    submits: true,
    caption,
    naming: '',
    classes: '',
    target: '',
    form: 0,
    enabled: true,
    covered: false,
    layer: -1,
    ...more,
  };
}

export const HOST = 'https://tenant.invalid';

export function form(action = '/access/login', more: Partial<FormFacts> = {}): FormFacts {
  return {
    action: action === '' ? '' : new URL(action, HOST).href,
    naming: '',
    classes: '',
    role: '',
    heading: '',
    headingBefore: '',
    passwords: 0,
    currentPassword: false,
    choices: '',
    ...more,
  };
}

/** A document; by default the first one that a browser has seen. */
export function documentWith(more: Partial<DocumentFacts> = {}): DocumentFacts {
  const fields = more.fields ?? [];
  const forms = (more.forms ?? [form()]).map((each, index) => ({
    ...each,
    passwords: fields.filter((one) => one.form === index && one.type === 'password').length,
  }));
  return {
    document: '1',
    url: `${HOST}/auth/v2/login/signin`,
    title: 'Acme',
    headings: [],
    lines: [],
    imageTexts: [],
    controls: [],
    layers: [],
    messages: [],
    ...more,
    fields,
    forms,
  };
}

export function pageOf(document: DocumentFacts, otherFrames: string[] = []): PageFacts {
  return { documents: [document], otherFrames };
}

/** A plain sign-in form; `filled` after typing. */
export function signInForm(
  more: Partial<DocumentFacts> = {},
  { filled = false, submit = button('Sign in') }: { filled?: boolean; submit?: ControlFacts } = {},
): DocumentFacts {
  return documentWith({
    fields: [
      field('email', { name: 'email', autocomplete: 'username', filled }),
      field('password', { name: 'password', autocomplete: 'current-password', filled }),
    ],
    controls: [{ ...submit, order: refs++ }],
    ...more,
  });
}

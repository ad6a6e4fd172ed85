/** The forms of the sign-in, in both markups. */
import type { Tenant } from '../http/tenant.ts';
import type { Session } from '../tenant/sessions.ts';
import { fieldNames } from './field-names.ts';
import { escape, hidden, htmlPage, notice } from './layout.ts';
import { texts } from './texts.ts';

interface Field {
  type: 'email' | 'password' | 'text';
  name: string;
  label: string;
  autocomplete: string;
  /** Further attributes. */
  more?: string;
}

/** A page with a form: its text, its fields, and its hidden fields. */
interface FormPage {
  title: string;
  action: string;
  fields: Field[];
  button: string;
  returnTo: string;
  message: string | null;
  /** HTML after the form. */
  after?: string;
}

/** The page for email address and password, or the first of two pages, for the address only. */
export function signInPage(
  tenant: Tenant,
  session: Session,
  returnTo: string,
  message: string | null,
): Response {
  const t = texts[tenant.options.language];
  const twoPages = tenant.options.signInPages === 'two';
  const fields = twoPages ? [emailField(tenant)] : [emailField(tenant), passwordField(tenant)];
  return formPage(tenant, session, {
    title: t.signIn,
    action: twoPages ? '/access/identify' : '/access/login',
    fields,
    button: twoPages ? t.next : t.signIn,
    returnTo,
    message,
    after: forgottenPassword(tenant, session),
  });
}

/** The second of two pages, for the password. It shows the address, also to a password manager. */
export function passwordPage(
  tenant: Tenant,
  session: Session,
  returnTo: string,
  message: string | null,
): Response {
  const t = texts[tenant.options.language];
  const address = session.identifiedAs ?? '';
  return formPage(tenant, session, {
    title: t.signIn,
    action: '/access/login',
    fields: [passwordField(tenant)],
    button: t.signIn,
    returnTo,
    message,
    after: `<p>${escape(address)}</p><input type="text" autocomplete="username" value="${escape(address)}" readonly hidden>`,
  });
}

/** The page for the mailed passcode. */
export function passcodePage(tenant: Tenant, session: Session, message: string | null): Response {
  const t = texts[tenant.options.language];
  return formPage(tenant, session, {
    title: t.passcode,
    action: '/access/passcode',
    fields: [
      {
        type: 'text',
        name: fieldNames[tenant.options.markup].passcode,
        label: t.passcode,
        autocomplete: 'one-time-code',
        more: ' inputmode="numeric" maxlength="6" required',
      },
    ],
    button: t.verify,
    returnTo: '',
    message,
    after: `<p>${escape(t.passcodeSent)}</p>`,
  });
}

function emailField(tenant: Tenant): Field {
  const garden = tenant.options.markup === 'garden';
  return {
    // Some tenants' pages use a text field here, for user names.
    type: garden ? 'text' : 'email',
    name: fieldNames[tenant.options.markup].email,
    label: texts[tenant.options.language].email,
    autocomplete: 'username',
  };
}

function passwordField(tenant: Tenant): Field {
  return {
    type: 'password',
    name: fieldNames[tenant.options.markup].password,
    label: texts[tenant.options.language].password,
    autocomplete: 'current-password',
  };
}

function formPage(tenant: Tenant, session: Session, page: FormPage): Response {
  const names = fieldNames[tenant.options.markup];
  const scripted = tenant.options.signInPages === 'script';
  const target = scripted ? ` data-endpoint="${page.action}"` : ` action="${page.action}" method="post"`;
  const main = `${notice(page.message)}
<form id="main-form"${target} accept-charset="UTF-8">
${scripted ? '' : hidden(names.csrf, session.csrfToken)}${hidden(names.returnTo, page.returnTo)}
${page.fields.map((field) => fieldHtml(tenant, field)).join('\n')}
${submitButton(tenant, page.button)}
</form>
${page.after ?? ''}${scripted ? script : ''}`;
  return htmlPage(tenant, { title: page.title, main, ...(scripted ? { csrfToken: session.csrfToken } : {}) });
}

function fieldHtml(tenant: Tenant, field: Field): string {
  const t = texts[tenant.options.language];
  const attributes = `type="${field.type}" name="${escape(field.name)}" autocomplete="${field.autocomplete}"${field.more ?? ''}`;
  if (tenant.options.markup === 'plain') {
    const id = field.name.replace(/\W+/g, '_').replace(/_$/, '');
    return `<p><label for="${id}">${escape(field.label)}</label> <input id="${id}" ${attributes}></p>`;
  }
  const id = `:r${field.type.length}:--input`;
  const toggle =
    field.type === 'password'
      ? `<button type="button" aria-label="${escape(t.showPassword)}" onclick="const f=this.previousElementSibling;f.type=f.type==='password'?'text':'password'">◉</button>`
      : '';
  return `<div class="StyledField"><label for="${id}" data-garden-id="forms.input_label"><span>${escape(field.label)}</span></label>
<div class="StyledInputGroup"><input id="${id}" class="StyledTextInput" data-garden-id="forms.text_input" ${attributes}>${toggle}</div></div>`;
}

function submitButton(tenant: Tenant, label: string): string {
  return tenant.options.markup === 'plain'
    ? `<input type="submit" name="commit" value="${escape(label)}">`
    : `<button type="submit" class="StyledButton" data-garden-id="buttons.button"><span>${escape(label)}</span></button>`;
}

/** A second form with an email field. A sign-in must not fill it in. */
function forgottenPassword(tenant: Tenant, session: Session): string {
  const t = texts[tenant.options.language];
  const names = fieldNames[tenant.options.markup];
  return `<details><summary>${escape(t.forgot)}</summary>
<form id="forgot-form" action="/access/password_reset" method="post">
${hidden(names.csrf, session.csrfToken)}
<label>${escape(t.email)} <input type="email" name="reset_address" autocomplete="email"></label>
<button type="submit">${escape(t.sendLink)}</button></form></details>`;
}

/** Sends the form without leaving the page, and shows errors in place. */
const script = `<script>
const form = document.getElementById('main-form');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const notice = document.getElementById('notice');
  const buttons = form.querySelectorAll('[type=submit]');
  buttons.forEach((button) => { button.disabled = true; });
  notice.hidden = true;
  const reply = await fetch(form.dataset.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-csrf-token': document.querySelector('meta[name=csrf-token]').content,
    },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  const result = await reply.json();
  if (result.location) { location.assign(result.location); return; }
  buttons.forEach((button) => { button.disabled = false; });
  form.querySelectorAll('input:not([type=hidden]):not([type=submit])').forEach((input) => {
    if (input.type === 'password' || input.autocomplete === 'one-time-code') input.value = '';
  });
  notice.textContent = result.error;
  notice.hidden = false;
});
</script>`;

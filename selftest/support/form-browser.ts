/** A minimal browser: it keeps cookies, follows redirects, and finds forms in the markup. It runs no scripts. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text as readText } from 'node:stream/consumers';

export interface FormField {
  name: string;
  type: string;
  value: string;
  autocomplete: string;
}

export interface Form {
  /** The URL to which the form or its script sends the fields. */
  action: string;
  scripted: boolean;
  fields: FormField[];
  /** The submit buttons, with what they send. */
  buttons: { name: string; value: string; label: string }[];
}

export interface Page {
  /** The last URL, which is outside of the tenant if a redirect pointed there. */
  url: URL;
  status: number;
  html: string;
  forms: Form[];
}

/** What a request sends. */
interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
}

export class FormBrowser {
  readonly cookies = new Map<string, string>();
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Follows redirects on the tenant, and stops at one that leads to another origin. */
  async open(url: string | URL, init: Sent = {}): Promise<Page> {
    let target = new URL(url, this.origin);
    let sent = init;
    for (let hops = 0; hops < 10; hops += 1) {
      if (target.origin !== this.origin) return { url: target, status: 0, html: '', forms: [] };
      const { status, headers, text } = await send(target, {
        ...sent,
        headers: {
          ...sent.headers,
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
      });
      for (const cookie of headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        this.cookies.set(name, value);
      }
      const { location } = headers;
      if (location === undefined) return { url: target, status, html: text, forms: formsOf(text) };
      target = new URL(location, target);
      sent = {};
    }
    throw new Error('Too many redirects');
  }

  /** Fills in a form and submits it. If a script would send the form, sends what the script would send. */
  async submit(page: Page, form: Form, values: Record<string, string>, button?: string): Promise<Page> {
    const pressed = form.buttons.find((each) => button === undefined || each.label === button);
    const all = Object.fromEntries(form.fields.map(({ name, value }) => [name, values[name] ?? value]));
    if (pressed !== undefined && pressed.name !== '' && !form.scripted) all[pressed.name] = pressed.value;
    if (!form.scripted) return this.open(form.action, { method: 'POST', body: new URLSearchParams(all) });
    const csrf = /<meta name="csrf-token" content="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const reply = await this.open(form.action, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(all),
    });
    const result = JSON.parse(reply.html) as { location?: string; error?: string };
    if (result.location !== undefined) return this.open(result.location);
    return { ...page, html: page.html + (result.error ?? '') };
  }
}

const agent = new Agent({ keepAlive: true });

/** Sends one request, as `fetch` would without following redirects, which takes several times as long. */
async function send(
  url: URL,
  { method = 'GET', headers = {}, body }: Sent,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const type = body instanceof URLSearchParams ? { 'content-type': FORM } : {};
  const answer = await new Promise<IncomingMessage>((came, failed) => {
    const sent = request(
      url,
      { agent, method, headers: { accept: '*/*', 'user-agent': 'node', ...type, ...headers } },
      came,
    );
    sent.once('error', failed);
    sent.end(body?.toString());
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await readText(answer) };
}

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';

/** The first form that has such a field, and the name of the field. */
export function formWith(
  page: Page,
  isIt: (field: FormField) => boolean,
): { form: Form; name: string } | null {
  for (const form of page.forms) {
    const field = form.fields.find(isIt);
    if (field !== undefined) return { form, name: field.name };
  }
  return null;
}

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', inner = '']) => {
    const inputs = [...inner.matchAll(/<input([^>]*)>/g)].map(([, text = '']) => text);
    const submits = inputs.filter((text) => attribute(text, 'type') === 'submit');
    const buttons = [...inner.matchAll(/<button type="submit"([^>]*)>([\s\S]*?)<\/button>/g)];
    return {
      action: attribute(head, 'data-endpoint') || attribute(head, 'action'),
      scripted: attribute(head, 'data-endpoint') !== '',
      fields: inputs
        .filter((text) => attribute(text, 'type') !== 'submit')
        .map((text) => ({
          name: attribute(text, 'name'),
          type: attribute(text, 'type'),
          value: attribute(text, 'value'),
          autocomplete: attribute(text, 'autocomplete'),
        })),
      buttons: [
        ...submits.map((text) => ({
          name: attribute(text, 'name'),
          value: attribute(text, 'value'),
          label: attribute(text, 'value'),
        })),
        ...buttons.map(([, text = '', label = '']) => ({
          name: attribute(text, 'name'),
          value: attribute(text, 'value'),
          label: label.replace(/<[^>]*>/g, ''),
        })),
      ],
    };
  });
}

function attribute(text: string, name: string): string {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  return value
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** A request as the features see it. */
import { UNREADABLE_BODY } from '../site/assumptions.ts';
import type { Element } from '../xml/element.ts';
import { parsed } from '../xml/parse.ts';
import { charsetOf, textIn } from './charset.ts';
import { badParameter, Refusal } from './errors.ts';
import { Query } from './uri.ts';

export class DekiRequest {
  /** The method, after tunneling (docs/expert.md: E-WIRE-8). */
  readonly verb: string;
  /** The URI unchanged, with its query: error documents repeat it (E-ERR-5). */
  readonly uri: string;
  readonly query: Query;
  private readonly raw: Request;
  private body: Promise<ArrayBuffer> | undefined;

  constructor(raw: Request, uri: string) {
    const at = uri.indexOf('?');
    this.raw = raw;
    this.uri = uri;
    this.query = new Query(at < 0 ? '' : uri.slice(at + 1));
    const asked = this.query.get('dream.in.verb') ?? this.header('x-http-method-override');
    this.verb = raw.method === 'POST' && asked ? asked.toUpperCase() : raw.method;
  }

  header(name: string): string | undefined {
    return this.raw.headers.get(name) ?? undefined;
  }

  /** A cookie's value, without its quotes. Clients send the cookie with the longest path first (RFC 6265, 5.4). */
  cookie(name: string): string | undefined {
    for (const pair of (this.header('cookie') ?? '').split(';')) {
      const [key = '', ...value] = pair.split('=');
      if (key.trim() === name)
        return value
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1');
    }
    return undefined;
  }

  /** A parameter that is true or false, in any case; anything else is refused (E-PWD-16). */
  flag(name: string): boolean | undefined {
    const value = this.query.get(name);
    if (value === undefined) return undefined;
    if (!/^(true|false)$/i.test(value)) throw badParameter(name);
    return value.toLowerCase() === 'true';
  }

  /**
   * The body, decoded by the charset of its content type and not trimmed.
   * @throws {Refusal} 400 if the charset is unknown
   */
  async text(): Promise<string> {
    const text = await this.readableText();
    if (text === undefined) throw new Refusal(UNREADABLE_BODY);
    return text;
  }

  /** The same, but undefined if the charset is unknown. */
  async readableText(): Promise<string | undefined> {
    this.body ??= this.raw.arrayBuffer();
    return textIn(Buffer.from(await this.body), charsetOf(this.header('content-type') ?? ''));
  }

  /**
   * The body as XML.
   * @throws {Refusal} 400 if it is not XML with that root element
   */
  async xml(root: string): Promise<Element> {
    const type = this.header('content-type') ?? 'application/xml';
    const text = await this.text();
    const document = /^\s*[\w.-]+\/([\w.-]+\+)?xml\s*(;|$)/i.test(type)
      ? parsed(text.replace(/^\uFEFF/, ''))
      : undefined;
    if (document?.name !== root) throw new Refusal(UNREADABLE_BODY);
    return document;
  }
}

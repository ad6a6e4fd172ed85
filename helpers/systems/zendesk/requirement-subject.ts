/** What the requirements of a Zendesk tenant are checked on. */
import type { Exchange } from '../../http/exchange.ts';
import { VerdictError } from '../../verdict/errors.ts';
import { ZendeskApi } from './api.ts';
import type { ZendeskConnection } from './connection.ts';
import type { Clients, SecuritySettings, Self } from './schemas.ts';
import type { TestUserSettings } from './settings.ts';
import type { Session } from './tokens.ts';

/** What only a run, or only `npm run doctor`, decides. */
export interface SubjectOptions {
  testUser: TestUserSettings;
  /** Signs in as the admin, with the configured grant. */
  signIn: () => Promise<Session>;
  /** Walks through a sign-in until the page asks for something, types nothing, and returns what it asks for. */
  look: () => Promise<string>;
  /** Whether the passcode source may be tried: the mailbox is opened, or the command is run once. */
  triesPasscodes: boolean;
  leftoverHours: number;
}

/** A tenant that is examined. What several requirements read is read once. */
export class ZendeskSubject {
  readonly connection: ZendeskConnection;
  readonly options: SubjectOptions;
  #admin: Promise<Session> | undefined;
  #anonymous: Promise<Exchange<Self>> | undefined;
  #self: Promise<Exchange<Self>> | undefined;
  #security: Promise<Exchange<SecuritySettings>> | undefined;
  #clients: Promise<Exchange<Clients>> | undefined;

  constructor(connection: ZendeskConnection, options: SubjectOptions) {
    this.connection = connection;
    this.options = options;
  }

  get host(): string {
    return new URL(this.connection.target.baseUrl).host;
  }

  /** The admin's session. The admin signs in once, even if that fails. */
  admin(): Promise<Session> {
    return (this.#admin ??= this.options.signIn());
  }

  /** Returns why the admin could not sign in. `undefined` if they could. */
  async signInError(): Promise<VerdictError | undefined> {
    try {
      await this.admin();
      return undefined;
    } catch (error) {
      if (error instanceof VerdictError) return error;
      throw error;
    }
  }

  /**
   * Reads at the same time what the requirements of a preflight read one after the other. An error is thrown when what it is
   * about is needed.
   */
  readAhead(): void {
    for (const answer of [this.clients(), this.self(), this.security()]) answer.catch(() => undefined);
  }

  /** The tenant's answer to the question who an anonymous caller is. */
  anonymous(): Promise<Exchange<Self>> {
    const api = new ZendeskApi(this.connection.transport, () => Promise.resolve({ as: 'anonymous' }));
    return (this.#anonymous ??= api.showSelf());
  }

  /** The tenant's answer to the question who the admin is. */
  async self(): Promise<Exchange<Self>> {
    const { api } = await this.admin();
    return (this.#self ??= api.showSelf());
  }

  /** The tenant's security settings. */
  async security(): Promise<Exchange<SecuritySettings>> {
    const { api } = await this.admin();
    return (this.#security ??= api.showSecuritySettings());
  }

  /** The tenant's OAuth clients. */
  async clients(): Promise<Exchange<Clients>> {
    const { api } = await this.admin();
    return (this.#clients ??= api.listClients());
  }
}

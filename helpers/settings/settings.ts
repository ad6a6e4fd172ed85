/** What a run was told to do, after validation. Read by `load.ts` from the environment and `.env`. */
export interface Settings {
  /** The live Zendesk tenant, or nothing: then the emulator stands in. */
  zendesk: ZendeskTarget | undefined;
  /** How to treat the test user, on the tenant or on the emulator. */
  zendeskTestUser: TestUserSettings;
  /** How the admin signs in on the emulator; on a live tenant it is part of the target. */
  zendeskAdminGrant: 'client_credentials' | 'authorization_code';
  /** Prints the newest mailed passcode; without it the run asks at the terminal. */
  passcodeCommand: string | undefined;
  /** Hosts that may be acted on, beside loopback. Lower case. */
  writeHosts: string[];
  /** Which level of proof fails a run. */
  failOn: 'must' | 'should';
  /** Age in hours at which another run's marked user counts as a leftover. */
  leftoverHours: number;
  /** A browser's channel or path. */
  browser: string | undefined;
  /** URL of the proxy for API calls and the browser. */
  proxy: string | undefined;
  /** A file of certificates in PEM form, beside those of Node. */
  extraCertificates: string | undefined;
  /** Whether the emulators were insisted on. */
  insistsOnEmulator: boolean;
  /** Folder for everything a run writes. */
  results: string;
}

/** A Zendesk tenant and how we sign in to it. */
export interface ZendeskTarget {
  /** `https://acme.zendesk.com`, no trailing slash. */
  baseUrl: string;
  client: { identifier: string; secret: string };
  /** Registered with the client; intercepted in the browser, never listened on. */
  redirectUri: string;
  admin: AdminSignIn;
}

/** How the admin signs in. Without credentials a person does it, in a visible browser. */
export type AdminSignIn =
  | { grant: 'client_credentials' }
  | { grant: 'authorization_code'; credentials: { email: string; password: string } | undefined };

/** What the test user shall be. */
export interface TestUserSettings {
  role: 'agent' | 'end-user';
  /** Made up per run if not given. */
  name: string | undefined;
  /** `{run}` stands for the run id. */
  email: string;
  /** Whether `email` was configured, or is our default. */
  emailIsOurs: boolean;
  /** The first password; generated if not given. */
  password: string | undefined;
}

/** The issues of one GitHub repository, by its REST API: https://docs.github.com/en/rest/issues/issues */
import { z } from 'zod';
import { JsonClient, type JsonClientOptions } from '../http/json-client.ts';
import { quoted } from '../http/quoted.ts';
import type { Answered } from '../http/who-answered.ts';
import { parseJson } from '../json.ts';
import { version } from '../run-id.ts';
import { secrets } from '../secrets/registry.ts';
import { Blocked } from '../verdict/errors.ts';

/** The label of all issues that Keyturn opens. */
export const LABEL = 'keyturn';

/** An issue, as far as it matters here. */
const issue = z.object({
  number: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  /** The list contains pull requests, too. */
  pull_request: z.unknown().optional(),
});

/** An open issue with our label. */
export interface GitHubIssue {
  number: number;
  body: string;
  /** The login name. */
  author: string;
  hasLabel: boolean;
}

/** Where the issues are. */
export interface Repository {
  /** `https://api.github.com`, or that of GitHub Enterprise. */
  apiUrl: string;
  /** `owner/name` */
  name: string;
  token: string;
}

/** A repository with more issues of ours than fit on this many pages of a hundred is not ours to sort out. */
const MAX_PAGES = 20;

/** Reads and writes issues. Call `dispose` to close its connections. */
export class GitHub {
  readonly #repository: Repository;
  readonly #client: JsonClient;
  readonly #root: URL;

  constructor(repository: Repository, options: Pick<JsonClientOptions, 'proxy' | 'onWait' | 'limits'>) {
    this.#repository = repository;
    this.#root = new URL(repository.apiUrl);
    this.#client = new JsonClient({
      ...options,
      origin: this.#root.origin,
      addressIn: 'GITHUB_API_URL',
      token: repository.token,
      userAgent: `Keyturn/${version}`,
      secrets,
    });
  }

  /**
   * Returns the open issues with our label, oldest first. (The search is not used, because it lags behind.)
   *
   * @throws {Blocked} if GitHub does not answer, or refuses
   */
  async openIssues(): Promise<GitHubIssue[]> {
    const found: GitHubIssue[] = [];
    let path: string | undefined = this.#path(`issues?state=open&labels=${LABEL}&per_page=100`);
    for (let page = 1; path !== undefined && page <= MAX_PAGES; page++) {
      const answer: Answered = await this.#send('GET', path);
      const issues = this.#read(z.array(issue), answer);
      found.push(...issues.filter((each) => each.pull_request === undefined).map(issueOf));
      path = this.#nextPage(answer);
    }
    return found.sort((a, b) => a.number - b.number);
  }

  /** Opens an issue with our label. */
  async open(title: string, body: string): Promise<GitHubIssue> {
    const answer = await this.#send('POST', this.#path('issues'), { title, body, labels: [LABEL] });
    return issueOf(this.#read(issue, answer));
  }

  /** Replaces the body of an issue. */
  async update(number: number, body: string): Promise<void> {
    await this.#send('PATCH', this.#path(`issues/${String(number)}`), { body });
  }

  /** Closes an issue, and says why. If the comment fails, the next run must not add it to an issue that is still open. */
  async close(number: number, comment: string): Promise<void> {
    const path = this.#path(`issues/${String(number)}`);
    await this.#send('PATCH', path, { state: 'closed', state_reason: 'completed' });
    await this.#send('POST', `${path}/comments`, { body: comment });
  }

  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  #path(rest: string): string {
    return `${this.#root.pathname.replace(/\/+$/, '')}/repos/${this.#repository.name}/${rest}`;
  }

  /** Returns the path of the next page. The token is sent to this host alone. */
  #nextPage({ headers }: Answered): string | undefined {
    const [, next = ''] = /<([^<>]+)>\s*;[^,]*\brel="?next"?/.exec(headers['link'] ?? '') ?? [];
    const url = URL.canParse(next) ? new URL(next) : undefined;
    return url?.origin === this.#root.origin ? `${url.pathname}${url.search}` : undefined;
  }

  async #send(method: 'GET' | 'POST' | 'PATCH', path: string, json?: unknown): Promise<Answered> {
    const answer = await this.#client.send({
      method,
      path,
      ...(json === undefined ? {} : { json }),
      headers: { Accept: 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' },
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw this.#refusal(answer);
  }

  #read<T>(schema: z.ZodType<T>, { text }: Answered): T {
    const read = schema.safeParse(parseJson(text));
    if (read.success) return read.data;
    throw new Blocked(`${this.#root.host} did not answer with issues, as GitHub would.`, {
      remedy: 'check GITHUB_API_URL: for GitHub Enterprise, it is https://HOST/api/v3',
      help: 'github-issues',
    });
  }

  #refusal(answer: Answered): Blocked {
    const message = z.looseObject({ message: z.string() }).safeParse(parseJson(answer.text)).data?.message;
    const said = message === undefined ? '' : ` (“${quoted(secrets.redact(message))}”)`;
    return new Blocked(
      `GitHub answered ${String(answer.status)} for the issues of ${this.#repository.name}${said}.`,
      { remedy: remedyFor(answer), help: 'github-issues' },
    );
  }
}

function issueOf({ number, body, user, labels }: z.infer<typeof issue>): GitHubIssue {
  return {
    number,
    body: body ?? '',
    author: user?.login ?? '',
    hasLabel: labels.some(
      (label) => (typeof label === 'string' ? label : label.name)?.toLowerCase() === LABEL,
    ),
  };
}

function remedyFor({ status, headers }: Answered): string {
  if (status === 429 || (status === 403 && isRateLimited(headers)))
    return `its rate limit is used up${until(headers)}: run again later`;
  if (status < 400) return 'the repository has moved: set GITHUB_REPOSITORY or --repo to its new name';
  switch (status) {
    case 401:
      return 'GITHUB_TOKEN is not valid, or has expired: use another one';
    case 403:
      return 'give the token the permission to write issues: in a workflow, “permissions: { issues: write }” for this job';
    case 404:
      return 'check GITHUB_REPOSITORY or --repo; without the permission to read its issues, a private repository does not seem to exist either';
    case 410:
      return 'issues are switched off in this repository: switch them on in its settings, or use another one (--repo)';
    case 422:
      return 'GitHub rejects the text or the label: see what it says';
  }
  return 'GitHub is failing: run again later';
}

function isRateLimited(headers: Answered['headers']): boolean {
  return headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
}

function until(headers: Answered['headers']): string {
  const reset = Number(headers['x-ratelimit-reset'] ?? '');
  return Number.isInteger(reset) && reset > 0 && reset < 1e11
    ? ` until ${new Date(reset * 1000).toISOString().replace(/^(.*)T(\d\d:\d\d).*$/, '$1 $2 UTC')}`
    : '';
}

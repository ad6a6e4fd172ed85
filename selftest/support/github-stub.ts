/**
 * A stub of GitHub's REST API: the issues of one repository. Written from https://docs.github.com/en/rest/issues: the list
 * contains pull requests, has pages, and filters by state and label; only its `Link` header names the next page.
 */
import { type Received, startStub, type StubAnswer, type StubServer } from './stub-server.ts';

/** An issue, or a pull request, as the API shows it. */
interface StubIssue {
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: { name: string }[];
  user: { login: string };
  pull_request?: { url: string };
  comments: string[];
}

export interface GitHubStub extends StubServer {
  issues: StubIssue[];
  /** Adds an issue that is already there. */
  add: (fields: Partial<StubIssue>) => StubIssue;
  /** The calls that changed something: `POST /repos/acme/qa/issues`. */
  changes: () => string[];
}

const REPOSITORY = '/repos/acme/qa';

/** The token that it accepts. */
export const GITHUB_TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

/** What GitHub's answers show of an issue. */
function shown({ comments, ...issue }: StubIssue): object {
  return { id: issue.number * 1000, ...issue, comments: comments.length };
}

/**
 * @param options.login the user whose token it is
 * @param options.pageSize how many issues are on a page, whatever is asked for
 * @param options.intercept answers instead, if it returns something
 */
export async function startGitHub({
  login = 'github-actions[bot]',
  pageSize = 2,
  intercept = () => undefined,
}: {
  login?: string;
  pageSize?: number;
  intercept?: (request: Received) => StubAnswer | undefined;
} = {}): Promise<GitHubStub> {
  const issues: StubIssue[] = [];
  const add = (fields: Partial<StubIssue>): StubIssue => {
    const issue: StubIssue = {
      number: issues.length + 1,
      title: 'an issue',
      body: null,
      state: 'open',
      labels: [],
      user: { login },
      comments: [],
      ...fields,
    };
    issues.push(issue);
    return issue;
  };
  const list = ({ searchParams, pathname, host }: URL): StubAnswer => {
    const { state = 'open', labels, page = '1' } = Object.fromEntries(searchParams);
    const wanted = issues
      .filter((issue) => issue.state === state)
      .filter((issue) => labels === undefined || issue.labels.some(({ name }) => name === labels))
      .toReversed();
    const end = Number(page) * pageSize;
    const next = new URL(`http://${host}${pathname}?${searchParams.toString()}`);
    next.searchParams.set('page', String(Number(page) + 1));
    return {
      status: 200,
      body: wanted.slice(end - pageSize, end).map(shown),
      ...(end < wanted.length
        ? { headers: { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } }
        : {}),
    };
  };
  const server = await startStub((request) => {
    const intercepted = intercept(request);
    if (intercepted !== undefined) return intercepted;
    if (request.headers.authorization !== `Bearer ${GITHUB_TOKEN}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const url = new URL(request.path, `http://${request.headers.host ?? ''}`);
    const body = (request.body === '' ? {} : JSON.parse(request.body)) as Partial<StubIssue> & {
      labels?: string[];
    };
    const [, number, comments] =
      new RegExp(`^${REPOSITORY}/issues(?:/(\\d+)(/comments)?)?$`).exec(url.pathname) ?? [];
    const issue = issues.find((each) => String(each.number) === number);
    if (request.method === 'GET' && url.pathname === `${REPOSITORY}/issues`) return list(url);
    if (request.method === 'POST' && url.pathname === `${REPOSITORY}/issues`)
      return {
        status: 201,
        body: shown(
          add({
            title: body.title ?? '',
            body: body.body ?? null,
            labels: (body.labels as unknown as string[]).map((name) => ({ name })),
          }),
        ),
      };
    if (issue === undefined) return { status: 404, body: { message: 'Not Found' } };
    if (request.method === 'PATCH' && comments === undefined) {
      Object.assign(issue, body);
      return { status: 200, body: shown(issue) };
    }
    if (request.method === 'POST' && comments !== undefined) {
      issue.comments.push(body.body ?? '');
      return { status: 201, body: { id: 1 } };
    }
    return { status: 404, body: { message: 'Not Found' } };
  });
  return {
    ...server,
    issues,
    add,
    changes: () =>
      server.received.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
  };
}

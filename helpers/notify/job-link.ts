/** The link in a message: to the job that ran, where its reports are. */

/** Returns the URL of a job from what `--link` says, or `undefined` if it is not the URL of a web page. */
export function readLink(text: string): string | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  // In Slack's links, a bar separates the URL from its text. Parentheses and the others end a link elsewhere.
  return url.href.replace(/[|()<>"'`*\\^{}]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Returns the URL of the job that this process belongs to, on GitHub, GitLab or Jenkins. */
export function linkToJob(environment: NodeJS.ProcessEnv): string | undefined {
  const {
    GITHUB_SERVER_URL: server = '',
    GITHUB_REPOSITORY: repository = '',
    GITHUB_RUN_ID: run = '',
    CI_JOB_URL: ofGitLab = '',
    BUILD_URL: ofJenkins = '',
  } = environment;
  const ofGitHub = [server, repository, run].every((part) => part !== '')
    ? `${server}/${repository}/actions/runs/${run}`
    : '';
  return [ofGitHub, ofGitLab, ofJenkins].map(readLink).find((link) => link !== undefined);
}

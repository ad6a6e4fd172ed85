import { expect, test } from '../../support/test.ts';
import { linkToJob, readLink } from '../../../helpers/notify/job-link.ts';

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/qa',
  GITHUB_RUN_ID: '4711',
};

for (const [environment, link] of [
  [{}, undefined],
  [GITHUB, 'https://github.com/acme/qa/actions/runs/4711'],
  [{ ...GITHUB, GITHUB_RUN_ID: '' }, undefined],
  [{ CI_JOB_URL: 'https://gitlab.example/acme/qa/-/jobs/7' }, 'https://gitlab.example/acme/qa/-/jobs/7'],
  [{ BUILD_URL: 'https://jenkins.example/job/qa/7/' }, 'https://jenkins.example/job/qa/7/'],
  [{ BUILD_URL: 'javascript:alert(1)' }, undefined],
  [{ BUILD_URL: 'https://me:secret@jenkins.example/' }, undefined],
] as const)
  test(`the job of ${JSON.stringify(environment)}`, () => {
    expect(linkToJob(environment)).toBe(link);
  });

for (const [text, link] of [
  ['https://ci.example/a b', 'https://ci.example/a%20b'],
  ['https://ci.example/a|b>c)d(e', 'https://ci.example/a%7Cb%3Ec%29d%28e'],
  [' https://ci.example/?a=1&b=2 ', 'https://ci.example/?a=1&b=2'],
  ['ci.example', undefined],
  ['file:///etc/passwd', undefined],
] as const)
  test(`the link ${text}`, () => {
    expect(readLink(text)).toBe(link);
  });

/** Rules for the workflows. Each returns what breaks it, as sentences with the place, or nothing. */
import { isPair, isScalar, parse, parseDocument, visit } from 'yaml';
import type { Job, Step, Workflow } from './workflow.ts';

/** A rule about the text of one workflow. */
type Rule = (text: string) => string[];

const read = (text: string) => parse(text) as Workflow;

interface Place {
  job: string;
  step: Step;
  /** `run: Write the settings` */
  name: string;
}

function stepsOf({ jobs }: Workflow): Place[] {
  return Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
    steps.map((step, index) => ({
      job,
      step,
      name: `${job}: ${step.name ?? step.uses ?? `step ${String(index + 1)}`}`,
    })),
  );
}

const aboutJobs =
  (rule: (job: Job, id: string, workflow: Workflow) => string[]): Rule =>
  (text) => {
    const workflow = read(text);
    return Object.entries(workflow.jobs).flatMap(([id, job]) => rule(job, id, workflow));
  };

const aboutSteps =
  (rule: (step: Step) => string[]): Rule =>
  (text) =>
    stepsOf(read(text)).flatMap(({ step, name }) => rule(step).map((problem) => `${name}: ${problem}`));

/** A tag can be moved to other code, and a commit cannot. The comment is what people and Dependabot read. */
const pinned: Rule = (text) => {
  const problems: string[] = [];
  visit(parseDocument(text), {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== 'uses' || !isScalar(pair.value)) return;
      const { value, comment } = pair.value;
      // A workflow of this repository has the commit of the one that calls it.
      if (String(value).startsWith('./')) return;
      if (!/@[0-9a-f]{40}$/.test(String(value))) problems.push(`${String(value)} is not pinned to a commit`);
      else if (!/^ v\d+\.\d+\.\d+$/.test(comment ?? ''))
        problems.push(`${String(value)} has no version in a comment`);
    },
  });
  return problems;
};

const leastPermissions: Rule = (text) => {
  const { permissions, jobs } = read(text);
  const atTop =
    JSON.stringify(permissions) === '{}' ? [] : ['the workflow does not begin with no permission'];
  const inJobs = Object.entries(jobs).flatMap(([id, job]) => {
    if (job.permissions === undefined) return [`${id}: does not name its permissions`];
    const allowed: Record<string, string> =
      id === 'issue' ? { contents: 'read', issues: 'write' } : { contents: 'read' };
    return Object.entries(job.permissions)
      .filter(([name, access]) => allowed[name] !== access)
      .map(([name, access]) => `${id}: may ${access} ${name}`);
  });
  return [...atTop, ...inJobs];
};

const endsInTime = aboutJobs((job, id) =>
  Number.isInteger(job['timeout-minutes']) ? [] : [`${id}: has no time limit`],
);

/** Jobs without a checkout run nothing of ours. */
const oneAtATime = aboutJobs((job, id, { concurrency }) => {
  const checksOut = job.steps?.some(({ uses }) => uses?.startsWith('actions/checkout@') === true);
  return checksOut !== true || (job.concurrency ?? concurrency) !== undefined
    ? []
    : [`${id}: has no concurrency group`];
});

/** Outside text in a script would be executed. It has to be a variable of the step. */
const noExpressionInScripts = aboutSteps(({ run = '' }) =>
  run.includes('${{') ? ['an expression in a script; pass it as a variable'] : [],
);

/** A secret that a job or a workflow sets as a variable is visible to all its steps, and to every action. */
const secretsWhereUsed: Rule = (text) => {
  const problems: string[] = [];
  visit(parseDocument(text), {
    Scalar(_, { value }, ancestors) {
      if (typeof value !== 'string' || !/\$\{\{[^}]*\bsecrets\b/.test(value)) return;
      const keys = ancestors.filter(isPair).map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      // jobs › ID › steps › env or with › NAME
      if (keys[0] !== 'jobs' || keys[2] !== 'steps' || !['env', 'with'].includes(keys[3] ?? ''))
        problems.push(`${keys.join(' › ')}: a secret outside of the variables of a step`);
      if (/\bsecrets\b(?!\.[A-Z_]+\b)/.test(value))
        problems.push(`${keys.join(' › ')}: secrets have to be named one by one`);
    },
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === 'secrets' && isScalar(value) && value.value === 'inherit')
        problems.push('a job inherits all secrets');
    },
  });
  return problems;
};

const noCredentialsLeft = aboutSteps(({ uses = '', with: inputs = {} }) =>
  uses.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false
    ? ['leaves its token in .git']
    : [],
);

/** Schedules on the hour are delayed or dropped. */
const notOnTheHour: Rule = (text) => {
  const { on } = read(text);
  const schedules = (on['schedule'] ?? []) as unknown as { cron: string }[];
  return schedules
    .filter(({ cron }) => !/^[1-9]\d? /.test(cron) || cron.startsWith('30 '))
    .map(({ cron }) => `“${cron}” is on the hour or the half hour`);
};

/** A name could be the beginning of another: `keyturn-acme-` is one of `keyturn-acme-eu-`. */
const ownCache = aboutSteps(({ uses = '', with: inputs = {} }) => {
  if (!uses.startsWith('actions/cache/')) return [];
  const keys = [inputs['key'], inputs['restore-keys'] ?? []].flat().map(String);
  return keys
    .filter((key) => !/^keyturn:\$\{\{[^}]+\}\}:/.test(key))
    .map((key) => `${key} may be another tenant’s`);
});

export const RULES: Readonly<Record<string, Rule>> = {
  'each action is pinned to a commit, with its version in a comment': pinned,
  'permissions are the least': leastPermissions,
  'each job has a time limit': endsInTime,
  'each job that runs our code has a concurrency group': oneAtATime,
  'no expression is in a script': noExpressionInScripts,
  'secrets are in the steps that need them only, each by its name': secretsWhereUsed,
  'a checkout leaves no credentials': noCredentialsLeft,
  'schedules are not on the hour': notOnTheHour,
  'a tenant’s cache is not found by another one’s name': ownCache,
};

/** Returns the actions that occur in more than one version, with their versions. */
export function differingVersions(texts: readonly string[]): string[] {
  const versions = new Map<string, Set<string>>();
  for (const { step } of texts.flatMap((text) => stepsOf(read(text)))) {
    // actions/cache/save and actions/cache/restore are one repository.
    const [, repository = '', version = ''] = /^([^/]+\/[^/@]+)[^@]*@(.*)$/.exec(step.uses ?? '') ?? [];
    if (repository !== '') versions.set(repository, (versions.get(repository) ?? new Set()).add(version));
  }
  return [...versions]
    .filter(([, all]) => all.size > 1)
    .map(([name, all]) => `${name}: ${[...all].join(', ')}`);
}

/** Returns the lists of paths of the cache steps. GitHub finds a cache only with the list with which it was saved. */
export function cachedPathsOf(texts: readonly string[]): string[] {
  const paths = texts
    .flatMap((text) => stepsOf(read(text)))
    .filter(({ step }) => step.uses?.startsWith('actions/cache/') === true)
    .map(({ step }) => String(step.with?.['path'] ?? ''));
  return [...new Set(paths)];
}

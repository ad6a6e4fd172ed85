/** The command `npm run notify`: posts the result of a recorded run to a webhook. It never changes what a run came to. */
import { CONSOLE, type Output } from '../command-line/output.ts';
import { loggable } from '../http/printable.ts';
import { runAgainTrusting } from '../machine/trusting.ts';
import { secrets } from '../secrets/registry.ts';
import type { Loaded } from '../settings/load.ts';
import { mistakesError } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { settingsPlace } from '../settings-place.ts';
import { loadSettings } from '../systems/settings.ts';
import { Blocked, endingMessage } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { waitLine } from '../waiting.ts';
import { readArguments } from './arguments.ts';
import { dueOf } from './due.ts';
import { factsOf } from './facts.ts';
import { linkToJob } from './job-link.ts';
import { slackMessage } from './message.ts';
import { post, type PostOptions } from './post.ts';
import { type NotifiedRun, readRuns } from './runs.ts';
import { fillTemplate, readTemplate, type Json } from './template.ts';

/**
 * Runs the command.
 *
 * @param words the command line
 * @param environment for tests
 * @param limits for tests
 * @returns the exit code: 0 if the message was sent or none was due, and 2 if it was not sent. Never 1, which means a red run.
 */
export async function notify(
  words: readonly string[],
  { print, complain }: Output = CONSOLE,
  environment: NodeJS.ProcessEnv = process.env,
  limits: NonNullable<PostOptions['limits']> = {},
): Promise<number> {
  const safe = (text: string) => loggable(secrets.redact(text));
  const output: Output = { print: (line) => print(safe(line)), complain: (line) => complain(safe(line)) };
  try {
    return await run(words, output, environment, limits);
  } catch (error) {
    return notSent(endingMessage(error), output);
  }
}

function notSent(message: string, { complain }: Output): number {
  complain(`\n  Not sent: ${message.replaceAll('\n', '\n  ')}\n  The result of the run is not affected.\n`);
  return EXIT.notJudged;
}

async function run(
  words: readonly string[],
  output: Output,
  environment: NodeJS.ProcessEnv,
  limits: NonNullable<PostOptions['limits']>,
): Promise<number> {
  const loaded = loadSettings(environment);
  // A mistake in the command line repeats what was typed, which may be the URL.
  teach(loaded, secrets);
  const asked = readArguments(words);
  if (!asked.ok) return notSent(asked.mistake, output);
  const { webhook, template, proxy, extraCertificates, mistakes } = loaded.outside;
  if (mistakes.length > 0) return notSent(mistakesError({ ...loaded, mistakes }).message, output);
  const read = readRuns(asked.path ?? loaded.results);
  if (!read.ok) return notSent(read.problem, output);
  // A wrong template is said even if there is nothing to send today.
  const form = template === undefined ? undefined : readTemplate(template);
  const link = asked.link ?? linkToJob(environment);
  const due = read.runs.filter(({ record, name }) => {
    const { isDue, why } = dueOf(asked.on, record);
    if (!isDue) output.print(`Not sent: nothing to say about ${about({ record, name })}: ${why}.`);
    return isDue;
  });
  const messages = due.map((each) => ({
    body: bodyFor(each, { form, link }),
    about: about(each),
  }));
  for (const name of read.withoutRun) output.print(`Not sent: ${name} has not run.`);
  if (messages.length === 0) return EXIT.conformant;
  if (asked.dryRun) {
    for (const { body } of messages) output.print(JSON.stringify(body, undefined, 2));
    return EXIT.conformant;
  }
  if (webhook === undefined) throw noWebhook(loaded);
  const again = await runAgainTrusting(extraCertificates);
  if (again !== undefined) return again;
  for (const each of messages) {
    await post(webhook, each.body, {
      proxy,
      limits,
      onWait: (ms, reason) => output.print(waitLine(ms, reason)),
    });
    output.print(`Sent to ${new URL(webhook).host}: ${each.about}.`);
  }
  return EXIT.conformant;
}

function about({ record, name }: NotifiedRun): string {
  const { run, verdict } = factsOf(record);
  return `run ${run}${name === undefined ? '' : ` of ${name}`} (${verdict})`;
}

function bodyFor(
  { record, name }: NotifiedRun,
  { form, link }: { form: Json | undefined; link: string | undefined },
): unknown {
  const facts = factsOf(record, name);
  return form === undefined ? slackMessage(facts, link) : fillTemplate(form, facts, link);
}

function noWebhook({ origin }: Loaded): Blocked {
  return new Blocked(`KEYTURN_NOTIFY_URL is not set. Settings: ${origin}.`, {
    remedy:
      'create an incoming webhook for the channel, and set this variable to its URL; npm run notify -- --dry-run shows the message without it',
    where: settingsPlace(),
    help: 'webhook',
  });
}

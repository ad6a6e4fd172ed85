/** The command `npm run notify`: posts the result of a recorded run to a webhook. It never changes what a run came to. */
import { CONSOLE, type Output } from '../command-line/output.ts';
import { readStoredRecord } from '../executed-notebook/stored-record.ts';
import { loggable } from '../http/printable.ts';
import { runAgainTrusting } from '../machine/trusting.ts';
import type { RunRecord } from '../record/schema.ts';
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
import { fillTemplate, readTemplate } from './template.ts';

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
  const asked = readArguments(words);
  if (!asked.ok) return notSent(asked.mistake, output);
  const loaded = loadSettings(environment);
  teach(loaded, secrets);
  const { webhook, template, proxy, extraCertificates, mistakes } = loaded.outside;
  if (mistakes.length > 0) return notSent(mistakesError({ ...loaded, mistakes }).message, output);
  const stored = readStoredRecord(asked.path ?? loaded.results);
  if (!stored.ok) return notSent(stored.problem, output);
  const { record } = stored;
  const due = dueOf(asked.on, record);
  const body = bodyFor(record, { template, link: asked.link ?? linkToJob(environment) });
  const { run, verdict } = factsOf(record);
  const about = `run ${run} (${verdict})`;
  if (!due.isDue) {
    output.print(`Not sent: nothing to say about ${about}: ${due.why}.`);
    return EXIT.conformant;
  }
  if (asked.dryRun) {
    output.print(JSON.stringify(body, undefined, 2));
    return EXIT.conformant;
  }
  if (webhook === undefined) throw noWebhook(loaded);
  const again = await runAgainTrusting(extraCertificates);
  if (again !== undefined) return again;
  await post(webhook, body, {
    proxy,
    limits,
    onWait: (ms, reason) => output.print(waitLine(ms, reason)),
  });
  output.print(`Sent to ${new URL(webhook).host}: ${about}.`);
  return EXIT.conformant;
}

function bodyFor(
  record: RunRecord,
  { template, link }: { template: string | undefined; link: string | undefined },
): unknown {
  const facts = factsOf(record);
  return template === undefined
    ? slackMessage(facts, link)
    : fillTemplate(readTemplate(template), facts, link);
}

function noWebhook({ origin }: Loaded): Blocked {
  return new Blocked(`KEYTURN_NOTIFY_URL is not set. Settings: ${origin}.`, {
    remedy:
      'create an incoming webhook for the channel, and set this variable to its URL; npm run notify -- --dry-run shows the message without it',
    where: settingsPlace(),
    help: 'webhook',
  });
}

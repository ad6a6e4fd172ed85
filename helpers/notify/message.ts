/**
 * The message in Slack's format, which Mattermost, Rocket.Chat and Discord (with `/slack` after its URL) accept as well. Slack
 * shows the blocks; the others show `text`, which therefore contains everything.
 */
import { headline, MAX_PROBLEMS, origin, problemLines, summary } from './sentences.ts';
import type { Facts } from './facts.ts';

/** Discord accepts 2,000 characters, and the others more. */
const MAX_TEXT = 1_900;

/** Slack's limits of a header and of any other text. */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;

/** Returns the whole message as plain text. It lists as many problems as there is space for. */
export function plainMessage(facts: Facts, link: string | undefined): string {
  for (let most = MAX_PROBLEMS; ; most--) {
    const text = [
      headline(facts),
      summary(facts),
      ...problemLines(facts, most),
      origin(facts),
      ...(link === undefined ? [] : [link]),
    ].join('\n');
    if (text.length <= MAX_TEXT || most === 0) return text;
  }
}

/** Returns the body for the webhook. */
export function slackMessage(facts: Facts, link: string | undefined): object {
  const problems = problemLines(facts).join('\n');
  return {
    text: plainMessage(facts, link),
    blocks: [
      { type: 'header', text: plain(headline(facts), MAX_HEADER) },
      { type: 'section', text: plain(summary(facts), MAX_SECTION) },
      ...(problems === '' ? [] : [{ type: 'section', text: plain(problems, MAX_SECTION) }]),
      // The only text in which Slack looks for markup.
      ...(link === undefined
        ? []
        : [
            { type: 'section', text: { type: 'mrkdwn', text: `<${escaped(link)}|The job and its reports>` } },
          ]),
      { type: 'context', elements: [plain(origin(facts), MAX_SECTION)] },
    ],
  };
}

function plain(text: string, longest: number): object {
  return {
    type: 'plain_text',
    text: text.length <= longest ? text : `${text.slice(0, longest - 1)}…`,
    emoji: false,
  };
}

/** Slack's own escapes: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Reads a topic from `docs/help.md`, and lays it out for a terminal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrap } from '../wrap.ts';
import { similarNames } from '../similar.ts';
import { HELP_TOPICS } from './topics.ts';

const PAGE = join(__dirname, '..', '..', 'docs', 'help.md');

/** Longer lines are wrapped. */
const WIDTH = 100;

/** A section of the page. */
export interface HelpSection {
  /** Its code, which is its heading. */
  topic: string;
  /** One sentence, without Markdown. */
  title: string;
  /** The rest, in Markdown. */
  body: string;
}

/** Returns the sections of the page, in its order. */
export function helpSections(page = readFileSync(PAGE, 'utf8')): HelpSection[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [topic = '', ...lines] = section.split('\n');
      const [title = '', ...body] = lines.join('\n').trim().split('\n');
      return { topic: topic.trim(), title: plain(title), body: body.join('\n').trim() };
    });
}

/**
 * Returns a topic as text for a terminal, or a message with similar topics and a list of all.
 *
 * @param code what a person typed, such as `oauth-client`
 */
export function explain(code: string): { ok: true; text: string } | { ok: false; message: string } {
  const requested = code.trim().toLowerCase().replaceAll('_', '-');
  const sections = helpSections();
  const section = sections.find(({ topic }) => topic === requested);
  if (section !== undefined) return { ok: true, text: `${section.title}\n\n${layOut(section.body)}\n` };
  const containing = HELP_TOPICS.filter((topic) => requested !== '' && topic.includes(requested));
  const similar = containing.length > 0 ? containing : similarNames(requested, HELP_TOPICS);
  const meant = similar.length === 0 ? '' : ` Did you mean ${similar.join(' or ')}?`;
  return { ok: false, message: `Unknown code ${JSON.stringify(code)}.${meant}\n\n${listOfTopics(sections)}` };
}

/** Returns the list of all codes, with the title of each topic. */
export function listOfTopics(sections = helpSections()): string {
  const longest = Math.max(...HELP_TOPICS.map((topic) => topic.length));
  const list = sections.map(({ topic, title }) => `  ${topic.padEnd(longest)}  ${title}`);
  return `Codes:\n${list.join('\n')}\n`;
}

/** Wraps paragraphs and items, and removes marks of Markdown. Code blocks stay as they are. */
function layOut(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => {
      if (/^ {4}/.test(block)) return block.trimEnd();
      const items = block.split(/\n(?=\d+\. )/);
      return items
        .map((item) => {
          const text = plain(item.replace(/\n\s*/g, ' '));
          return wrap(/^\d+\. /.test(text) ? `  ${text}` : text, WIDTH);
        })
        .join('\n');
    })
    .join('\n\n');
}

/** Removes the marks of bold text and of code. */
function plain(markdown: string): string {
  return markdown.replaceAll('**', '').replaceAll('`', '');
}

/** The page that can be forwarded to the owner of the account: what Keyturn is, what it needs, and how to undo it. */
import { fence, inline, paragraph } from '../executed-notebook/markdown/escape.ts';
import { asSentence, isForOwner } from '../verdict/for-owner.ts';
import type { Item, Report } from './report.ts';

/** Items about the machine or its settings, in which the owner has no interest. */
const OF_THIS_MACHINE = [
  'host-listed',
  'answers',
  'clock',
  'passcode',
  'sign-in-page',
  'token-revoked',
  'no-token',
];

/** Returns the page, in Markdown. It contains nothing about this machine. */
export function ownerPage(report: Report, tenants: readonly string[]): string {
  const about = report.items.filter((item) => tenants.includes(item.about));
  const asked = (mark: Item['mark']) => about.filter((item) => item.mark === mark && isForOwner(item));
  const [needed, known, open] = [asked('FAIL'), asked('WARN'), asked('SKIP')];
  const passed = about.filter(({ mark, name }) => mark === 'PASS' && !OF_THIS_MACHINE.includes(name));
  return [
    '# What an automated test needs of this account',
    '',
    `For the owner of ${tenants.map((each) => paragraph(each)).join(' and ')}. Written by Keyturn ${report.keyturn} on ${inline(report.startedAt.slice(0, 10))}.`,
    '',
    'Keyturn is an automated test of passwords and access tokens. It creates one test user of its own (or uses one of a few that it keeps), sets and changes their password, signs in as them, revokes the tokens that it obtained itself, and removes or deactivates the test user again. It never changes anyone else, and no setting. This page was written by an examination that changed nothing.',
    '',
    ...section('Please change this', needed, 'Nothing has to be changed.'),
    ...section('Please know this', known, undefined),
    ...section('Please check this, because no API shows it', open, undefined),
    ...(passed.length === 0
      ? []
      : ['## What is in order', '', ...passed.map((item) => `- ${inline(item.sentence)}`), '']),
    '## When no more runs are planned',
    '',
    'Undo the changes above on the same screens, delete the OAuth client or API token that was made for Keyturn, and deactivate its admin account.',
    '',
  ].join('\n');
}

function section(title: string, items: readonly Item[], none: string | undefined): string[] {
  if (items.length === 0) return none === undefined ? [] : [`## ${title}`, '', none, ''];
  return [`## ${title}`, '', ...items.flatMap((item, index) => asked(item, index + 1)), ''];
}

function asked({ problem, sentence, remedy, where, who, undo }: Item, number: number): string[] {
  const [first = sentence, ...more] = (problem ?? sentence).split('\n');
  return [
    `### ${String(number)}. ${inline(first)}`,
    '',
    ...(more.length === 0 ? [] : [fence(more.join('\n')), '']),
    `- What to do: ${inline(asSentence(remedy ?? ''))}`,
    `- Where: ${inline(where ?? 'not known')}`,
    `- Who may: ${inline(asSentence(who ?? 'an administrator of the account'))}`,
    ...(undo === undefined ? [] : [`- How to undo it: ${inline(asSentence(undo))}`]),
    '',
  ];
}

/** What a run costs the account, and what earlier runs have left on it. */
import { unexpectedStatus } from '../../http/exchange.ts';
import type { Finding, Requirement } from '../../preflight/requirements.ts';
import { describeLeftovers, findLeftovers } from './leftovers.ts';
import { quoted } from '../../http/quoted.ts';
import type { ZendeskSubject } from './requirement-subject.ts';

const SUBSCRIPTION = 'Admin Center > Account > Billing > Subscription';
const GROUPS = 'Admin Center > People > Team > Groups';

export const seats: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'seat',
    sentence: ({ options: { testUser } }) =>
      testUser.role === 'agent' ? 'A seat is free for the test user.' : 'The test user needs no seat.',
    check: ({ options: { testUser } }) =>
      testUser.role === 'end-user'
        ? { is: 'met', seen: 'end users use none' }
        : {
            is: 'unknown',
            why: 'Zendesk has no documented call that shows free seats',
            problem: {
              message: 'The test user, an agent, uses one seat while a run is under way.',
              remedy: 'check that one is free, or test an end user with ZENDESK_TEST_USER_ROLE=end-user',
              where: SUBSCRIPTION,
              who: 'the account owner, or a billing admin',
              help: 'seats',
            },
          },
  },
];

export const mails: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'mails',
    sentence: 'No ticket is emailed to the test user.',
    needs: ['client'],
    check: checkMails,
  },
];

export const leftovers: readonly Requirement<ZendeskSubject>[] = [
  {
    name: 'leftovers',
    sentence: 'Earlier runs have left nothing.',
    needs: ['client', 'admin'],
    check: checkLeftovers,
  },
];

/**
 * A new agent joins the default group, so triggers may email its tickets to them. See
 * https://support.zendesk.com/hc/en-us/articles/4408821536794
 */
async function checkMails(subject: ZendeskSubject): Promise<Finding> {
  if (subject.options.testUser.role === 'end-user') return { is: 'met', seen: 'an end user joins no group' };
  const { api } = await subject.admin();
  const listed = await api.listGroups();
  if (listed.status !== 200)
    return { is: 'unknown', why: `${listed.title} answered ${String(listed.status)}` };
  const standard = listed.body.groups.find((group) => group.default === true);
  const name = standard?.name ?? undefined;
  if (name === undefined) return { is: 'unknown', why: 'the tenant does not show its default group' };
  return {
    is: 'met, but',
    problem: {
      message:
        `While a run is under way, the test user is a member of the default group “${quoted(name)}”. Triggers that notify the ` +
        'members of that group email them the text of its tickets.',
      remedy:
        'use a mailbox that may contain such texts, make another group the default, or test an end user with ZENDESK_TEST_USER_ROLE=end-user',
      where: GROUPS,
      who: 'an admin',
      undo: 'make the former group the default again on the same screen',
      help: 'agent-mails',
    },
  };
}

async function checkLeftovers(subject: ZendeskSubject): Promise<Finding> {
  const { connection, options } = subject;
  const { testUser, leftoverHours } = options;
  const me = await subject.self();
  const selfId = me.body.user.id;
  if (typeof selfId !== 'number') throw unexpectedStatus(me, 200);
  const { api } = await subject.admin();
  const found = await findLeftovers(
    { api, addresses: testUser.email, selfId },
    connection.ledger,
    leftoverHours,
  );
  const sentences = describeLeftovers(found, leftoverHours);
  if (sentences.length === 0) return { is: 'met' };
  return {
    is: 'met, but',
    problem: {
      message: sentences.join('\n'),
      remedy: 'npm run sweep removes what runs that are over have left; so does the next run',
      help: 'leftovers',
    },
  };
}

/** Lies about the requirements of passwords: that they are kept, and how they are published. */
import { policyOf } from '../tenant/password-policy.ts';
import { afterSuccess } from '../overlays/around.ts';
import { answer, changeReply } from '../overlays/replies.ts';
import { isAnonymous, letIn } from '../overlays/callers.ts';
import { replacing } from '../../common/overlays.ts';
import { REQUIREMENTS } from '../overlays/endpoints.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';

/** The one published requirement whose words are these is not held against any password. */
function ignoring(words: RegExp): Install {
  return replacing(({ passwords }) => {
    const usual = passwords.complaints.bind(passwords);
    passwords.complaints = (given) =>
      given.password === '' ? usual(given) : usual(given).filter((text) => !words.test(text));
  });
}

export const requirementFaults: readonly ZendeskFault[] = [
  {
    name: 'ignores-length',
    sentence: 'Passwords may be shorter than the published requirements allow.',
    install: ignoring(/^must be at least/),
  },
  {
    name: 'ignores-number',
    sentence: 'Passwords need no number, though the published requirements say so.',
    install: ignoring(/^must include a number/),
  },
  {
    name: 'ignores-mixed-case',
    sentence: 'Passwords need no letters in mixed case, though the published requirements say so.',
    install: ignoring(/mixed case/),
  },
  {
    name: 'ignores-special-character',
    sentence: 'Passwords need no special character, though the published requirements say so.',
    install: ignoring(/not a letter or number/),
  },
  {
    name: 'ignores-product-name',
    sentence: 'Passwords may contain "Zendesk", though the published requirements say not.',
    install: ignoring(/Zendesk/),
  },
  {
    name: 'ignores-address',
    sentence: 'Passwords may be like the e-mail address, though the published requirements say not.',
    install: ignoring(/email address/),
  },
  {
    name: 'ignores-all-requirements',
    sentence: 'Any password is taken, whatever the published requirements say.',
    install: ignoring(/./),
  },
  {
    name: 'requirements-as-list',
    sentence: 'The requirements come as a bare list, without the object around it.',
    install: () =>
      afterSuccess(REQUIREMENTS, async (c) => {
        const list = await publishedList(c.res.clone());
        answer(c, 200, list);
      }),
  },
  {
    name: 'requirements-empty',
    sentence: 'The list of requirements is empty, and passwords are refused all the same.',
    install: () =>
      afterSuccess(REQUIREMENTS, (c) => changeReply(c, (body) => ({ ...body, requirements: [] }))),
  },
  {
    name: 'requirements-of-another-level',
    sentence: 'The requirements are those of another security level than the one that holds.',
    install: ({ options }) =>
      afterSuccess(REQUIREMENTS, (c) => {
        const { rules } = policyOf(options.passwordPolicy === 'low' ? 'medium' : 'low');
        return changeReply(c, (body) => ({ ...body, requirements: rules.map(({ text }) => text) }));
      }),
  },
  {
    name: 'requirements-without-token',
    sentence: 'The requirements are shown to callers without any token.',
    install: replacing((tenant) => letIn(tenant, REQUIREMENTS, isAnonymous)),
  },
];

/** The published list, as it was to go out. */
async function publishedList(reply: Response): Promise<string[]> {
  return ((await reply.json()) as { requirements: string[] }).requirements;
}

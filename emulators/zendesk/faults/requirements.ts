/** Faults with password requirements: whether they are enforced, and how they are published. */
import { replacing } from '../../common/overlays.ts';
import { afterSuccess } from '../overlays/around.ts';
import { acceptAsAdmin, isAnonymous } from '../overlays/callers.ts';
import { REQUIREMENTS } from '../overlays/endpoints.ts';
import { answer, changeReply, replyOf } from '../overlays/replies.ts';
import type { ZendeskFault, Install } from '../overlays/types.ts';
import { policyOf } from '../tenant/password-policy.ts';

/** Published requirements are not enforced if their text matches. */
function ignoreRequirements(pattern: RegExp): Install {
  return replacing(({ passwords }) => {
    const usual = passwords.complaints.bind(passwords);
    passwords.complaints = (given) =>
      given.password === '' ? usual(given) : usual(given).filter((text) => !pattern.test(text));
  });
}

export const requirementFaults: readonly ZendeskFault[] = [
  {
    name: 'ignores-length',
    sentence: 'Passwords may be shorter than the published requirements allow.',
    install: ignoreRequirements(/^must be at least/),
  },
  {
    name: 'ignores-number',
    sentence: 'Passwords need no number, although the published requirements ask for one.',
    install: ignoreRequirements(/^must include a number/),
  },
  {
    name: 'ignores-mixed-case',
    sentence: 'Passwords need no letters in mixed case, although the published requirements ask for them.',
    install: ignoreRequirements(/mixed case/),
  },
  {
    name: 'ignores-special-character',
    sentence: 'Passwords need no special character, although the published requirements ask for one.',
    install: ignoreRequirements(/not a letter or number/),
  },
  {
    name: 'ignores-product-name',
    sentence: 'Passwords may contain "Zendesk", although the published requirements forbid it.',
    install: ignoreRequirements(/Zendesk/),
  },
  {
    name: 'ignores-address',
    sentence: 'Passwords may resemble the email address, although the published requirements forbid it.',
    install: ignoreRequirements(/email address/),
  },
  {
    name: 'ignores-all-requirements',
    sentence: 'Any password is accepted, whatever the published requirements are.',
    install: ignoreRequirements(/./),
  },
  {
    name: 'requirements-as-list',
    sentence: 'The requirements are a bare list, without the object around it.',
    install: () =>
      afterSuccess(REQUIREMENTS, async (c) => {
        answer(c, 200, (await replyOf(c))['requirements']);
      }),
  },
  {
    name: 'requirements-empty',
    sentence: 'The list of requirements is empty, and passwords are refused anyway.',
    install: () =>
      afterSuccess(REQUIREMENTS, (c) => changeReply(c, (body) => ({ ...body, requirements: [] }))),
  },
  {
    name: 'requirements-of-another-level',
    sentence: 'The requirements are those of another security level than the one in force.',
    install: ({ options }) =>
      afterSuccess(REQUIREMENTS, (c) => {
        const { rules } = policyOf(options.passwordPolicy === 'low' ? 'medium' : 'low');
        return changeReply(c, (body) => ({ ...body, requirements: rules.map(({ text }) => text) }));
      }),
  },
  {
    name: 'requirements-without-token',
    sentence: 'The requirements are shown to callers without a token.',
    install: replacing((tenant) => acceptAsAdmin(tenant, REQUIREMENTS, isAnonymous)),
  },
];

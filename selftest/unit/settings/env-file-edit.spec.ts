import { expect, test } from '../../support/test.ts';
import { parseEnvFile } from '../../../helpers/settings/env-file.ts';
import { editEnvFile } from '../../../helpers/settings/env-file-edit.ts';
import { VARIABLES } from '../../../helpers/systems/settings.ts';
import { Seeded } from '../seeded.ts';

const edit = (text: string, changes: Record<string, string | undefined>, title = 'Ours') =>
  editEnvFile(text, [{ title, changes: new Map(Object.entries(changes)) }], VARIABLES);

const CASES: [title: string, before: string, changes: Record<string, string | undefined>, after: string][] = [
  ['a new file', '', { ZENDESK_CLIENT_ID: 'keyturn' }, '# Ours\nZENDESK_CLIENT_ID=keyturn\n'],
  [
    'below a comment',
    'A=1\n#ZENDESK_CLIENT_ID=x\nB=2\n',
    { ZENDESK_CLIENT_ID: 'k' },
    'A=1\n#ZENDESK_CLIENT_ID=x\nZENDESK_CLIENT_ID=k\nB=2\n',
  ],
  [
    'a comment at the end',
    '# ZENDESK_CLIENT_ID =',
    { ZENDESK_CLIENT_ID: 'k' },
    '# ZENDESK_CLIENT_ID =\nZENDESK_CLIENT_ID=k',
  ],
  [
    'only its value',
    '  export ZENDESK_CLIENT_ID = a # b\nrest',
    { ZENDESK_CLIENT_ID: 'k' },
    '  export ZENDESK_CLIENT_ID = k # b\nrest',
  ],
  [
    'its quotation marks',
    'ZENDESK_CLIENT_ID="a" # b\n',
    { ZENDESK_CLIENT_ID: 'k' },
    'ZENDESK_CLIENT_ID="k" # b\n',
  ],
  [
    'other ones if needed',
    'ZENDESK_CLIENT_ID="a"\n',
    { ZENDESK_CLIENT_ID: 'k"#' },
    `ZENDESK_CLIENT_ID='k"#'\n`,
  ],
  [
    'line breaks of Windows, and a mark',
    '\ufeffA=1\r\n',
    { ZENDESK_CLIENT_ID: 'k' },
    '\ufeffA=1\r\n\r\n# Ours\r\nZENDESK_CLIENT_ID=k\r\n',
  ],
  ['an empty value', 'ZENDESK_CLIENT_ID=\nA=1\n', { ZENDESK_CLIENT_ID: 'k' }, 'ZENDESK_CLIENT_ID=k\nA=1\n'],
  [
    'both of two lines',
    'ZENDESK_CLIENT_ID=a\nZENDESK_CLIENT_ID=a\n',
    { ZENDESK_CLIENT_ID: 'k' },
    'ZENDESK_CLIENT_ID=k\nZENDESK_CLIENT_ID=k\n',
  ],
  [
    'a removed variable',
    '# why\nZENDESK_CLIENT_ID=a\nA=1\n',
    { ZENDESK_CLIENT_ID: undefined },
    '# why\nA=1\n',
  ],
  [
    'a removed value of several lines',
    "OTHER='a\nb'\nKEYTURN_PASSCODE_COMMAND='a\nb' # c\nA=1\n",
    { KEYTURN_PASSCODE_COMMAND: undefined },
    "OTHER='a\nb'\nA=1\n",
  ],
  [
    'not inside a quoted value',
    "OTHER='\n#ZENDESK_CLIENT_ID=x\n'\n",
    { ZENDESK_CLIENT_ID: 'k' },
    "OTHER='\n#ZENDESK_CLIENT_ID=x\n'\n\n# Ours\nZENDESK_CLIENT_ID=k\n",
  ],
  [
    'a secret is quoted',
    '',
    { ZENDESK_CLIENT_SECRET: 'abcd1234' },
    "# Ours\nZENDESK_CLIENT_SECRET='abcd1234'\n",
  ],
];

test.describe('an edited settings file', () => {
  for (const [title, before, changes, after] of CASES) {
    test(title, () => {
      expect(edit(before, changes)).toEqual({ ok: true, text: after });
    });
  }

  test('a value that cannot be read back is not written', () => {
    expect(edit('', { ZENDESK_CLIENT_SECRET: `a'b"c\`d # e` })).toEqual({
      ok: false,
      variable: 'ZENDESK_CLIENT_SECRET',
    });
    expect(edit('', { ZENDESK_CLIENT_ID: 'a\nb' })).toEqual({ ok: false, variable: 'ZENDESK_CLIENT_ID' });
  });

  test('whatever is written is read back unchanged, and nothing else changes', () => {
    const random = new Seeded(20_261_130);
    const odd = 'ab1 \'"`#\\$={}%!é·:/@+,;~^&*()[]<>?|\t';
    let written = 0;
    for (let round = 0; round < 1000; round++) {
      const lines = Array.from({ length: random.below(6) }, () =>
        random.pick([
          `# ${random.text('abc =#', 8)}`,
          `OTHER_${random.text('ABC', 4)}=${random.text('abc', 5)}`,
          "ZENDESK_CLIENT_ID='keyturn' # ours",
          '',
        ]),
      );
      const before = lines.join(random.pick(['\r\n', '\n']));
      const value = `x${random.text(odd, random.below(12))}y`;
      const edited = edit(before, { ZENDESK_CLIENT_SECRET: value });
      if (!edited.ok) continue;
      written++;
      const [was, is] = [parseEnvFile(before, VARIABLES), parseEnvFile(edited.text, VARIABLES)];
      expect(is.values).toEqual({ ...was.values, ZENDESK_CLIENT_SECRET: value });
      expect(edited.text.replace(/[\r\n]+$/, '').startsWith(before.replace(/[\r\n]+$/, ''))).toBe(true);
    }
    expect(written).toBeGreaterThan(600);
  });
});

/** Records in which everything occurs that a report can show, for tests of what reports do with it. */
import { runRecord, type RecordedCell, type RunRecord } from '../../../helpers/record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../../helpers/verdict/cell.ts';

const AT = '2026-11-21T12:00:00.000Z';
const EMAIL = 'keyturn+abcdefghij@example.com';

/** What a tenant, or a person with an account there, may have written into names, bodies, headers and errors. */
export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '</code></pre></details><script>alert(1)</script>',
  '<!-- --> <b>bold</b> <a href="https://evil.example">a</a>',
  '[a](https://evil.example) ![i](https://evil.example/i.png) [r][r] <https://evil.example>',
  '[r]: https://evil.example "t"',
  'see https://evil.example/x, http://evil.example and www.evil.example or mailto:a@evil.example',
  '@octocat @org/team and a@evil.example, GH-12 #123 org/repo#5 org/repo@0123456789abcdef0123456789abcdef01234567',
  'commit 0123456789abcdef0123456789abcdef01234567 and 0123456',
  'a | b || c \\| d \\\\| e | ---: | `a | b` |',
  '` `` ``` ```` a`b``c ` and ~~~~ ~~struck~~',
  '```\n````\n`````\n</details>\n\n<script>alert(1)</script>',
  '| a |\n| - |\n| b |',
  '# heading\n## heading\n\n- item\n1. item\n> [!NOTE]\n> quote\n\n---\n===\n    code',
  '&lt;script&gt; &#60;b&#62; &amp;lt;',
  '\u202eevil\u202c \u200f \u2066x\u2069 \u0000 \u001b[31mred\u001b[0m \u2028 \u2029 \ufeff \r\n \r x',
  '$\\href{https://evil.example}{a}$ $$x$$ \\(y\\) :tada: [^1]\n\n[^1]: note',
  '*a* _b_ **c** __d__ ***e*** \\*f\\* [ ] [x]',
  '\\',
  '`',
  '::error::text ##vso[task.complete]',
  'a@b[redacted x#1] "[redacted admin.token#1]", [redacted a`b] x@y"[redacted]. ([redacted] `[redacted] [redacted',
] as const;

/** An exchange with this text in every place that a tenant fills. */
function exchange(text: string): RecordedExchange {
  return {
    as: 'admin',
    with: ['admin.token#1'],
    method: 'PUT',
    url: `https://acme.zendesk.com/api/v2/users/7/password?q=${text}`,
    requestHeaders: { authorization: 'Bearer [redacted admin.token#1]', 'x-a': text },
    requestBody: `{"password":"[redacted test-user.password#2]","name":"${text}"}`,
    status: 422,
    responseHeaders: { server: text },
    responseBody: text,
    startedAt: AT,
    durationMs: 12,
    attempts: 2,
    waitedMs: 3000,
    conflicts: 1,
    drift: [{ path: text, kind: 'undocumented', seen: text }],
  };
}

function proof(address: string, outcome: ProofRecord['outcome'], text: string): ProofRecord {
  return {
    address,
    level: 'MUST',
    sentence: `It is so: ${text}`,
    outcome,
    detail: text,
    durationMs: 1,
    exchanges: [0, 1],
  };
}

/** A cell that ended like this, with this text in every free place. */
export function cellOf(address: string, status: RecordedCell['status'], text = ''): RecordedCell {
  const ran = status !== 'not run';
  const isCheck = !address.includes('/notebook/');
  const outcomes = { passed: 'proved', 'non-conformant': 'failed', incomplete: 'not tried' } as const;
  const outcome = status in outcomes ? outcomes[status as keyof typeof outcomes] : 'observed';
  return {
    address,
    title: `06 · Title ${text}`,
    kind: isCheck ? 'check' : 'cell',
    prose: `Prose: ${text}`,
    ...(isCheck
      ? { level: 'MUST' as const, documented: { says: text, at: `https://example.com/${text}` } }
      : {}),
    status,
    run: 'abcdefghij',
    ...(ran ? { target: `https://acme.zendesk.com/${text}`, emulated: false, startedAt: AT } : {}),
    durationMs: ran ? 1500 : 0,
    calls: ran ? 2 : 0,
    ...(status === 'passed' || !ran ? {} : { error: `NonConformant: broken\n${text}` }),
    proofs: ran ? [proof(isCheck ? address : `${address}#proof`, outcome, text)] : [],
    waits: ran ? [{ ms: 2000, reason: `the search index ${text}` }] : [],
    exchanges: ran ? [exchange(text), { ...exchange(text), status: undefined, failure: text }] : [],
    signIns: ran
      ? [
          {
            as: 'test user',
            startedAt: AT,
            durationMs: 5,
            after: 1,
            steps: [`typed ${text}`],
            outcome: text,
            message: text,
          },
        ]
      : [],
    secrets: [],
    ledger: [],
    cleanUp: text,
    output: text,
    code: { file: 'specs/zendesk/cells/a.ts', line: 3, text: `// ${text}\ncell('06');` },
  };
}

/** A record of a run that went wrong in every way, with this text in every free place. */
export function brokenRecord(text = 'a plain text'): RunRecord {
  const changes = { before: text, now: text };
  const comparison = {
    run: 'yesterdays0',
    startedAt: AT,
    verdict: 'conformant' as const,
    keyturn: '0.1.0',
    cells: [{ address: 'zendesk/notebook/06', ...changes }],
    proofs: [{ address: 'zendesk/notebook/06#proof', ...changes }],
    exchanges: [
      {
        address: 'zendesk/notebook/06',
        exchange: 0,
        call: text,
        differences: [{ what: 'field' as const, name: text, ...changes }],
      },
    ],
    fingerprint: [{ name: text, ...changes }],
    drift: { new: [text], gone: [text] },
  };
  return runRecord.parse({
    version: 1,
    keyturn: '0.1.0',
    run: 'abcdefghij',
    command: 'contract',
    again: 'npm run contract',
    environment: { Node: '24.1.0', System: text },
    startedAt: AT,
    durationMs: 61_500,
    ended: true,
    verdict: 'non-conformant',
    sentence: `1 of 7 cells proved. ${text}`,
    exitCode: 1,
    emulated: false,
    interrupted: false,
    targets: [{ system: 'zendesk', title: 'Zendesk', tenant: `https://acme.zendesk.com/${text}` }],
    reasons: [
      { kind: 'failed', address: 'zendesk/notebook/06#proof', sentence: text, text },
      {
        kind: 'blocked',
        address: 'zendesk/notebook/07',
        sentence: text,
        text,
        remedy: text,
        where: text,
        who: text,
        undo: text,
        help: text,
      },
      { kind: 'not run', address: 'zendesk/notebook/09', sentence: text, text: `a\n${text}` },
      { kind: 'leak', sentence: text },
      { kind: 'leftover', sentence: text },
    ],
    calls: 12,
    errors: [text, `Blocked: ${text}\n${text}`],
    knownDeviations: [
      { address: 'zendesk/password/known', reason: text, expires: '2999-12-31', detail: text },
    ],
    accepted: [{ address: 'zendesk/password/accepted', reason: text, expires: '2999-12-31' }],
    left: [
      {
        tenant: `https://acme.zendesk.com/${text}`,
        kind: 'user',
        whose: text,
        id: 7,
        certain: true,
        sentence: text,
      },
      { tenant: 'https://acme.zendesk.com', kind: 'token', whose: 'admin', certain: false },
    ],
    leaks: [{ file: text, kinds: ['password'], sources: [text], removed: true }],
    shards: { total: 2, missing: [2] },
    cells: [
      cellOf('zendesk/notebook/05', 'passed', text),
      cellOf('zendesk/notebook/06', 'non-conformant', text),
      cellOf('zendesk/notebook/07', 'blocked', text),
      cellOf('zendesk/notebook/08', 'interrupted', text),
      cellOf('zendesk/notebook/09', 'not run', text),
      cellOf('zendesk/notebook/10', 'incomplete', text),
      cellOf('zendesk/password/set', 'passed', text),
      cellOf('zendesk/password/weak', 'non-conformant', text),
      cellOf('zendesk/password/odd', 'not tried', text),
      cellOf('zendesk/tokens/list', 'incomplete', text),
    ],
    since: [
      {
        tenant: `https://acme.zendesk.com/${text}`,
        previous: comparison,
        green: { ...comparison, run: 'greenrun00' },
        runs: [],
      },
      { tenant: 'emulator of expert', previous: null, green: null, runs: [] },
    ],
  } satisfies RunRecord);
}

/** A record in which everything was proved. */
export function greenRecord(): RunRecord {
  return {
    ...brokenRecord(),
    verdict: 'conformant',
    sentence: '1 of 1 cells and 1 of 1 checks proved',
    exitCode: 0,
    reasons: [],
    errors: [],
    left: [],
    leaks: [],
    knownDeviations: [],
    accepted: [],
    shards: undefined,
    cells: [
      {
        ...cellOf('zendesk/notebook/04', 'passed'),
        ledger: [
          { key: 'u1', did: 'creating', kind: 'user', whose: EMAIL, at: '2026-11-21T12:00:01.000Z' },
          { key: 'u1', did: 'created', kind: 'user', whose: EMAIL, id: 7, at: '2026-11-21T12:00:02.000Z' },
        ],
      },
      {
        ...cellOf('zendesk/notebook/11', 'passed'),
        ledger: [
          { key: 'u1', did: 'removed', kind: 'user', whose: EMAIL, id: 7, at: '2026-11-21T12:00:09.000Z' },
        ],
      },
      cellOf('zendesk/password/set', 'passed'),
    ],
  };
}

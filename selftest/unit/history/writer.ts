/** Remembers runs in a history, in a process of its own: `writer.ts HISTORY NAME COUNT`. */
import { remember } from '../../../helpers/history/history.ts';
import { cellWith, recordWith } from '../record/records.ts';

const [history = '', name = '', count = ''] = process.argv.slice(2);
console.log('ready');
process.stdin.once('data', () => {
  for (let at = 0; at < Number(count); at++) {
    const startedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString();
    const record = recordWith([cellWith({ output: name.repeat(50_000) })], {
      run: `${name}-${String(at)}`,
      startedAt,
    });
    const problem = remember(record, history);
    if (problem !== undefined) throw new Error(problem);
  }
  process.stdin.destroy();
});

// The memory of the processes of a run, as Linux shows it.
import { readdirSync, readFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';

const SAMPLE_MS = 250;
const MIB = 1024;

/**
 * Samples the memory of all processes that have a text in their environment.
 * @param {string} marker
 */
export function sampleMemory(marker) {
  /** @type {Map<number, number>} peak of each worker, in KiB */
  const workers = new Map();
  let most = 0;
  const isLinux = process.platform === 'linux';
  const timer = isLinux ? setInterval(sample, SAMPLE_MS) : undefined;

  function sample() {
    let all = 0;
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      if (!read(name, 'environ').includes(marker)) continue;
      const status = read(name, 'status');
      all += kib(status, 'VmRSS');
      if (read(name, 'cmdline').includes('workerProcessEntry'))
        workers.set(Number(name), kib(status, 'VmHWM'));
    }
    most = Math.max(most, all);
  }

  return {
    /** Ends the samples. Returns the peak of the largest worker and of all processes together, in MiB. */
    end: () => {
      clearInterval(timer);
      const peaks = [...workers.values()];
      return {
        worker: peaks.length === 0 ? undefined : Math.round(Math.max(...peaks) / MIB),
        all: most === 0 ? undefined : Math.round(most / MIB),
      };
    },
  };
}

/**
 * @param {string} process
 * @param {string} file
 */
function read(process, file) {
  try {
    return readFileSync(`/proc/${process}/${file}`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}

/**
 * @param {string} status
 * @param {string} name
 */
function kib(status, name) {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
}

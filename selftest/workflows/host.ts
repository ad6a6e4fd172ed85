/**
 * What a workflow has around it on GitHub, in a folder of this machine: the workspace, the caches and the artifacts. Actions are
 * imitated as far as later steps depend on them.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { copyProject } from '../support/copy-project.ts';
import { filesBelow } from '../support/keyturn.ts';

interface Cache {
  key: string;
  /** A cache is found by its list of paths, too. */
  paths: string;
  folder: string;
}

export interface Host {
  /** The project as it is checked out. It keeps its path, so that compiled files are found again. */
  workspace: string;
  temp: string;
  /** Variables that each step gets, in addition to GitHub's. */
  env: Record<string, string>;
  /** Saved caches, oldest first. */
  caches: Cache[];
  /** The folder of each artifact of the newest workflow run by its name. */
  artifacts: Map<string, string>;
  /** The folder with the artifacts of all workflow runs. */
  uploaded: string;
  /** The folder with all saved caches. */
  saved: string;
  /** The number of workflow runs so far. */
  runs: () => number;
  /** Begins a workflow run, whose artifacts need new names only among themselves. */
  beginRun: () => void;
  /** Begins a job on a new machine: nothing of an earlier job is there. */
  beginJob: () => void;
  /** Does what an action does, and returns its outputs. */
  use: (action: string, inputs: Record<string, string>) => Record<string, string>;
}

export interface HostOptions {
  /** The program in place of `bin/keyturn.mjs`, if the real one is not needed. */
  program?: string;
  /** Variables that each step gets, in addition to GitHub's. */
  env?: Record<string, string>;
}

/** Makes a host in an empty folder. */
export function makeHost(folder: string, { program, env = {} }: HostOptions = {}): Host {
  const workspace = join(folder, 'workspace');
  const temp = join(folder, 'temp');
  mkdirSync(workspace, { recursive: true });
  if (program === undefined) {
    copyProject(workspace);
  } else {
    mkdirSync(join(workspace, 'bin'));
    writeFileSync(join(workspace, 'bin', 'keyturn.mjs'), program);
  }
  const checkedOut = new Set(readdirSync(workspace));
  const caches: Cache[] = [];
  const saved = join(folder, 'caches');
  const uploaded = join(folder, 'artifacts');
  let runs = 0;
  const artifacts = new Map<string, string>();

  function beginJob(): void {
    for (const name of readdirSync(workspace).filter((each) => !checkedOut.has(each)))
      rmSync(join(workspace, name), { recursive: true });
    rmSync(temp, { recursive: true, force: true });
    mkdirSync(temp);
  }

  /** The project is there already. */
  function checkout({ repository = '', ref = '' }: Record<string, string>): Record<string, string> {
    if (!['', REPOSITORY].includes(repository)) throw new Error(`${repository} cannot be checked out here`);
    if (ref !== '') throw new Error('Only the default branch can be checked out here');
    return {};
  }

  function restore({ key = '', path = '', ...inputs }: Record<string, string>): Record<string, string> {
    const prefixes = linesOf(inputs['restore-keys'] ?? '');
    const usable = caches.filter(({ paths }) => paths === path).reverse();
    const found =
      usable.find((cache) => cache.key === key) ??
      prefixes.map((prefix) => usable.find((cache) => cache.key.startsWith(prefix))).find(Boolean);
    if (found !== undefined) cpSync(found.folder, workspace, { recursive: true });
    else if (inputs['fail-on-cache-miss'] === 'true') throw new Error(`There is no cache for ${key}`);
    return { 'cache-matched-key': found?.key ?? '' };
  }

  function save({ key = '', path = '' }: Record<string, string>): Record<string, string> {
    // GitHub warns, and keeps the first one.
    if (caches.some((cache) => cache.key === key)) return {};
    const existing = linesOf(path).filter((each) => existsSync(join(workspace, each)));
    if (existing.length === 0) return {};
    const cache = { key, paths: path, folder: join(saved, String(caches.length)) };
    for (const each of existing) cpSync(join(workspace, each), join(cache.folder, each), { recursive: true });
    caches.push(cache);
    return {};
  }

  function upload({
    path = '',
    name = 'artifact',
    archive,
    ...inputs
  }: Record<string, string>): Record<string, string> {
    const absolute = (each: string) => (isAbsolute(each) ? each : join(workspace, each));
    const excluded = linesOf(path)
      .filter((each) => each.startsWith('!'))
      .map((each) => absolute(each.slice(1)));
    const files = linesOf(path)
      .filter((each) => !each.startsWith('!') && existsSync(absolute(each)))
      .flatMap((each) =>
        statSync(absolute(each)).isDirectory() ? visibleBelow(absolute(each)) : absolute(each),
      )
      .filter((file) => !excluded.some((each) => file.startsWith(each)));
    if (files.length === 0) {
      if (inputs['if-no-files-found'] === 'error') throw new Error(`No files were found at ${path}`);
      return {};
    }
    const [first = ''] = files;
    if (archive === 'false' && files.length > 1) throw new Error('Only one file can be uploaded unzipped');
    const named = archive === 'false' ? basename(first) : name;
    if (artifacts.has(named)) throw new Error(`There already is an artifact named ${named}`);
    const to = join(uploaded, String(runs), named);
    for (const file of files) {
      const within = archive === 'false' ? basename(file) : relative(workspace, file);
      mkdirSync(dirname(join(to, within)), { recursive: true });
      cpSync(file, join(to, within));
    }
    artifacts.set(named, to);
    return { 'artifact-url': `https://github.example/${REPOSITORY}/artifacts/${String(artifacts.size)}` };
  }

  const ACTIONS: Record<string, Host['use']> = {
    'actions/checkout': (_, inputs) => checkout(inputs),
    // Node and the packages are those of this machine.
    'actions/setup-node': () => ({}),
    'actions/cache/restore': (_, inputs) => restore(inputs),
    'actions/cache/save': (_, inputs) => save(inputs),
    'actions/upload-artifact': (_, inputs) => upload(inputs),
  };

  return {
    workspace,
    temp,
    env,
    caches,
    artifacts,
    uploaded,
    saved,
    runs: () => runs,
    beginRun: () => {
      runs++;
      artifacts.clear();
    },
    beginJob,
    use: (action, inputs) => {
      const [name = ''] = action.split('@');
      const imitation = ACTIONS[name];
      if (imitation === undefined) throw new Error(`The action ${name} is not imitated`);
      return imitation(name, inputs);
    },
  };
}

/** The name of the repository in which workflows run here. */
export const REPOSITORY = 'acme/keyturn';

/** The files of a folder without hidden ones, which an upload leaves out. */
const visibleBelow = (folder: string) =>
  filesBelow(folder).filter(
    (file) =>
      !relative(folder, file)
        .split(sep)
        .some((part) => part.startsWith('.')),
  );

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Reads the workflows of the project. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROJECT } from '../support/keyturn.ts';

export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string | number | boolean>;
  'continue-on-error'?: boolean;
  'timeout-minutes'?: number;
}

export interface Job {
  name?: string;
  if?: string;
  needs?: string | string[];
  env?: Record<string, string>;
  environment?: string;
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  concurrency?: unknown;
  strategy?: { matrix: Record<string, unknown> };
  'timeout-minutes'?: number;
  steps?: Step[];
}

export interface Workflow {
  on: Record<string, { inputs?: Record<string, { default?: string; required?: boolean }> } | null>;
  env?: Record<string, string>;
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

const FOLDER = join(PROJECT, '.github', 'workflows');

/** The text of each workflow by its file name. */
export const WORKFLOWS: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
);

/** @param file such as `nightly.yml` */
export function readWorkflow(file: string): Workflow {
  return parse(WORKFLOWS[file] ?? '') as Workflow;
}

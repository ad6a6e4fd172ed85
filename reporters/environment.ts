/** What a run was made with and tested. In a merge, that is known by the shards and not by this machine. */
import type { FullConfig } from '@playwright/test/reporter';
import { arch, platform, release } from 'node:os';
import { hasChanges } from '../helpers/machine/clone.ts';
import type { RunRecord } from '../helpers/record/schema.ts';
import { mergedRun } from '../helpers/shards/merge.ts';
import { loadSettings } from '../helpers/systems/settings.ts';
import { targetsOf } from '../helpers/systems/targets.ts';

/** Returns the versions and the machine, by name. */
export function environmentOfRun({
  version,
  metadata,
}: Pick<FullConfig, 'version' | 'metadata'>): Record<string, string> {
  const merged = mergedRun();
  if (merged !== undefined) return merged.environment;
  // Set by Playwright, because the configuration asks for it.
  const { hash: commit } = (metadata['gitCommit'] ?? {}) as { hash?: string };
  return {
    Node: process.versions.node,
    Playwright: version,
    System: `${platform()} ${release()} ${arch()}`,
    ...(commit === undefined ? {} : { Commit: commit, ...changesSince() }),
  };
}

/** A run of changed files is not one of that commit. */
function changesSince(): { Changes?: string } {
  return hasChanges() === true ? { Changes: 'some files differ from this commit' } : {};
}

/** Returns what the run tests. */
export function targetsOfRun(): RunRecord['targets'] {
  const merged = mergedRun();
  if (merged !== undefined) return merged.targets;
  const loaded = loadSettings();
  const targets = loaded.ok ? targetsOf(loaded.settings) : [];
  return targets.map(({ system, tenant }) => ({
    system: system.name,
    title: system.title,
    tenant: tenant ?? 'emulator',
  }));
}

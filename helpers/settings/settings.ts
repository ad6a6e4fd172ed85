import type { AnyGroup } from './group.ts';
import type { RunSettings } from './run.ts';

/** The validated settings of a run and of each system. */
export interface Settings extends RunSettings {
  /** The settings of one system, by the group that declares them. */
  of: <Result>(group: AnyGroup<Result>) => Result;
}

/** Combines the settings of all groups. */
export function settingsOf(run: RunSettings, ofSystems: ReadonlyMap<AnyGroup, unknown>): Settings {
  return {
    ...run,
    of: <Result>(group: AnyGroup<Result>) => {
      if (!ofSystems.has(group))
        throw new Error(
          `The settings ${group.prefix}_… were not loaded because their system is not in the list.`,
        );
      return ofSystems.get(group) as Result;
    },
  };
}

import { type ExpertSettings, expertSettings } from '../systems/expert/settings.ts';
import { type ZendeskSettings, zendeskSettings } from '../systems/zendesk/settings.ts';
import { type RunSettings, runSettings } from './run.ts';

/** The groups of settings, in the order of `.env.example`: those of a further system are a line here, and one below. */
export const GROUPS = [zendeskSettings, expertSettings, runSettings] as const;

/** What a run was told to do, after validation. Read by `load.ts` from the environment and `.env`. */
export interface Settings extends ZendeskSettings, ExpertSettings, RunSettings {}

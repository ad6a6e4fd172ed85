/** What can be put over an emulated site: the types of the lists. */
import type * as common from '../../common/overlays.ts';
import type { Site } from '../http/site.ts';
import type { ExpertOptions } from '../site/options.ts';

interface OfClients {
  /** Only a client that was given this can tell. */
  needs?: 'server token';
}

/** How something is put over a site. */
export type Install = common.Install<Site>;
/** The smallest lie that a site could tell. */
export type ExpertFault = common.Fault<Site> & OfClients;
/** Something in which honest sites differ. */
export type ExpertVariation = common.Variation<Site, ExpertOptions> & OfClients;
/** A field that honest sites may leave out of their answers. */
export type ExpertField = common.OptionalField<Site>;

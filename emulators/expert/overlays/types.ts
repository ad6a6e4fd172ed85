/** The types of the overlays of an emulated site. */
import type * as common from '../../common/overlays.ts';
import type { Site } from '../http/site.ts';
import type { ExpertOptions } from '../site/options.ts';

interface NeedsCredential {
  /** Only a client with this credential can notice it. */
  needs?: 'server token';
}

/** Installs an overlay on a site. */
export type Install = common.Install<Site>;
/** The smallest wrong behavior of a site. */
export type ExpertFault = common.Fault<Site> & NeedsCredential;
/** A difference between honest sites. */
export type ExpertVariation = common.Variation<Site, ExpertOptions> & NeedsCredential;
/** A field that honest sites may leave out of their answers. */
export type ExpertField = common.OptionalField<Site>;

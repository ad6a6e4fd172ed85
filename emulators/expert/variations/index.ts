/** The variations of the emulated site. A suite that fails one of them raises a false alarm. */
import { withoutFields } from '../../common/overlays.ts';
import { FIELDS } from '../fields/index.ts';
import type { ExpertVariation } from '../overlays/types.ts';
import { documentVariations } from './documents.ts';
import { passwordVariations } from './passwords.ts';
import { serverTokenVariations } from './server-tokens.ts';
import { sessionVariations } from './sessions.ts';
import { siteVariations } from './sites.ts';
import { wireVariations } from './wire.ts';

export const VARIATIONS: readonly ExpertVariation[] = [
  ...sessionVariations,
  ...serverTokenVariations,
  ...passwordVariations,
  ...siteVariations,
  ...documentVariations,
  ...wireVariations,
  ...withoutFields(FIELDS),
];

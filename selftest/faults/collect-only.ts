/** To be imported before any spec: its checks are to be collected, and not to become tests of this file. */
import { collectOnly } from '../../fixtures/declaring.ts';

collectOnly();

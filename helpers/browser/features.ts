/**
 * Chromium's features that are switched off. Chromium uses only the last `--disable-features`, so ours must contain those of
 * Playwright, too. Some of them keep Chromium from calling its vendor. Playwright does not publish its list; a test compares it with
 * the arguments that Playwright passes.
 */

/** What Playwright 1.65 switches off. */
const BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/**
 * Processes that Chromium starts ahead in each context, and that no sign-in uses: one for a next site, and those of pages that Chromium
 * shows below its address bar. They took about half of the CPU time of a sign-in. Other versions ignore names that they do not know.
 */
const UNUSED_PROCESSES = [
  'SpareRendererForSitePerProcess',
  'PreloadTopChromeWebUI',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

/** The features as one argument of Chromium. */
export const DISABLED_FEATURES = `--disable-features=${[...BY_PLAYWRIGHT, ...UNUSED_PROCESSES].join(',')}`;

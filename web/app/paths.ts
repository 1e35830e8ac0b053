/** The pattern of every page, for the site map. */
export const routePatterns = {
  home: '/',
  signIn: '/sign-in',
  oneTimeSignIn: '/one-time-sign-in',
  firstStart: '/first-start',
  search: '/search',
  tokens: '/tokens',
  runs: '/runs',
  run: '/runs/$runName',
} as const;

/** Every address of the page. All links are made here, so that an address is changed in one place. */
export const paths = {
  signIn: () => routePatterns.signIn,
  /** The code stands behind `#`, so that it never reaches a server's log. */
  oneTimeSignIn: () => routePatterns.oneTimeSignIn,
  firstStart: () => routePatterns.firstStart,
  search: () => routePatterns.search,
  tokens: () => routePatterns.tokens,
  runs: () => routePatterns.runs,
  run: (runName: string) => `/runs/${encodeURIComponent(runName)}`,
};

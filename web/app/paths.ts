/** The pattern of every page, for the site map. */
export const routePatterns = {
  home: '/',
  signIn: '/sign-in',
  oneTimeSignIn: '/one-time-sign-in',
  firstStart: '/first-start',
  invitation: '/invitation',
  consent: '/consent/$uid',
  device: '/device',
  signOut: '/sign-out',
  account: '/account',
  people: '/people',
  search: '/search',
  tokens: '/tokens',
  workflows: '/workflows',
  newWorkflow: '/workflows/new',
  runs: '/runs',
  run: '/runs/$runName',
} as const;

/** Every address of the page. All links are made here, so that an address is changed in one place. */
export const paths = {
  signIn: () => routePatterns.signIn,
  /** The code stands behind `#`, so that it never reaches a server's log. */
  oneTimeSignIn: () => routePatterns.oneTimeSignIn,
  firstStart: () => routePatterns.firstStart,
  /** Of the server, not of the page: it sends the browser on to the provider. */
  singleSignOn: (alias: string, next = '/') =>
    `/api/clavis/v1/sso/${encodeURIComponent(alias)}/login?returnTo=${encodeURIComponent(next)}`,
  /** The code stands behind `#` here too. */
  invitation: () => routePatterns.invitation,
  /** The server sends browsers here, under this very path. */
  consent: (uid: string) => `/consent/${encodeURIComponent(uid)}`,
  device: () => routePatterns.device,
  signOut: () => routePatterns.signOut,
  account: () => routePatterns.account,
  people: () => routePatterns.people,
  search: () => routePatterns.search,
  tokens: () => routePatterns.tokens,
  workflows: () => routePatterns.workflows,
  newWorkflow: () => routePatterns.newWorkflow,
  runs: () => routePatterns.runs,
  run: (runName: string) => `/runs/${encodeURIComponent(runName)}`,
};

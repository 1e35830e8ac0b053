import { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  useLocation,
} from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { isUnauthenticated } from '../api/translate-error.ts';
import { RunPage, RunsPage } from '../features/runs/index.ts';
import { readSearchState, SearchPage } from '../features/search/index.ts';
import { FirstStartPage, OneTimeSignInPage, SignInPage } from '../features/sign-in/index.ts';
import { readTokensState, TokensPage } from '../features/tokens/index.ts';
import { AppLayout } from './AppLayout.tsx';
import { FailurePage } from './FailurePage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { paths, routePatterns } from './paths.ts';

interface AppContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<AppContext>()({ component: Outlet });

/** Where to go after signing in. SECURITY: only a path of this page, else a crafted link would lead a person elsewhere. */
function readNext(search: Record<string, unknown>): { next?: string } {
  const { next } = search;
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: routePatterns.signIn,
  validateSearch: readNext,
  component: function SignIn() {
    return <SignInPage next={signIn.useSearch().next ?? paths.search()} />;
  },
});

const oneTimeSignIn = createRoute({
  getParentRoute: () => root,
  path: routePatterns.oneTimeSignIn,
  component: function OneTimeSignIn() {
    return <OneTimeSignInPage code={useLocation().hash} />;
  },
});

const firstStart = createRoute({
  getParentRoute: () => root,
  path: routePatterns.firstStart,
  component: FirstStartPage,
});

/** Everything below needs a person who is signed in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: AppLayout,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      throw redirect({ to: paths.signIn(), search: { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.home,
  beforeLoad: () => {
    throw redirect({ to: paths.search() });
  },
});

const search = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.search,
  validateSearch: readSearchState,
  component: function Search() {
    const navigate = search.useNavigate();
    return (
      <SearchPage
        state={search.useSearch()}
        onChange={(state, options) => void navigate({ search: state, ...options })}
      />
    );
  },
});

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.tokens,
  validateSearch: readTokensState,
  component: function Tokens() {
    const navigate = tokens.useNavigate();
    return <TokensPage state={tokens.useSearch()} onChange={(state) => void navigate({ search: state })} />;
  },
});

const runs = createRoute({ getParentRoute: () => signedIn, path: routePatterns.runs, component: RunsPage });

const run = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.run,
  component: function Run() {
    return <RunPage runName={run.useParams().runName} />;
  },
});

const tree = root.addChildren([
  signIn,
  oneTimeSignIn,
  firstStart,
  signedIn.addChildren([home, search, tokens, runs, run]),
]);

/** The whole site map. */
export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    // Replaced before the first render; the cache and the router need each other.
    context: { queryClient: new QueryClient() },
    defaultErrorComponent: FailurePage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

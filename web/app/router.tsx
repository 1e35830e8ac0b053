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
import { AccountPage, SignOutPage } from '../features/account/index.ts';
import { ConsentPage, DevicePage } from '../features/consent/index.ts';
import { InvitationPage } from '../features/invitation/index.ts';
import { PeoplePage, readPeopleState } from '../features/people/index.ts';
import { RunPage, RunsPage } from '../features/runs/index.ts';
import { readSearchState, SearchPage } from '../features/search/index.ts';
import { FirstStartPage, OneTimeSignInPage, readSignInState, SignInPage } from '../features/sign-in/index.ts';
import { readTokensState, TokensPage } from '../features/tokens/index.ts';
import { CreateWorkflowPage, readCreateState, WorkflowsPage } from '../features/workflows/index.ts';
import { AppLayout } from './AppLayout.tsx';
import { FailurePage } from './FailurePage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { paths, routePatterns } from './paths.ts';

interface AppContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<AppContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: routePatterns.signIn,
  validateSearch: readSignInState,
  component: function SignIn() {
    // Read here again: the router adds to what was validated everything else that stands in the address.
    const { next = paths.search(), ...rest } = readSignInState({ ...signIn.useSearch() });
    return <SignInPage next={next} {...rest} />;
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

const invitation = createRoute({
  getParentRoute: () => root,
  path: routePatterns.invitation,
  component: function Invitation() {
    return <InvitationPage code={useLocation().hash} />;
  },
});

interface Arrival {
  context: AppContext;
  location: { href: string };
}

/** Sends a stranger to the sign-in, and back here afterwards. */
async function requireSession({ context, location }: Arrival): Promise<void> {
  try {
    await context.queryClient.ensureQueryData(sessionQuery);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    throw redirect({ to: paths.signIn(), search: { next: location.href } });
  }
}

/** Everything below needs a person who is signed in. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: AppLayout,
  beforeLoad: requireSession,
});

/** The same for single questions outside the frame. */
const asked = createRoute({ getParentRoute: () => root, id: 'asked', component: Outlet, beforeLoad: requireSession });

const consent = createRoute({
  getParentRoute: () => asked,
  path: routePatterns.consent,
  component: function Consent() {
    return <ConsentPage uid={consent.useParams().uid} />;
  },
});

const device = createRoute({ getParentRoute: () => asked, path: routePatterns.device, component: DevicePage });

const signOut = createRoute({ getParentRoute: () => asked, path: routePatterns.signOut, component: SignOutPage });

const account = createRoute({ getParentRoute: () => signedIn, path: routePatterns.account, component: AccountPage });

const people = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.people,
  validateSearch: readPeopleState,
  component: function People() {
    const navigate = people.useNavigate();
    return <PeoplePage state={people.useSearch()} onChange={(state) => void navigate({ search: state })} />;
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
    const { runName } = run.useParams();
    return <RunPage key={runName} runName={runName} />;
  },
});

const workflows = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.workflows,
  component: WorkflowsPage,
});

const newWorkflow = createRoute({
  getParentRoute: () => signedIn,
  path: routePatterns.newWorkflow,
  validateSearch: readCreateState,
  component: function NewWorkflow() {
    const navigate = newWorkflow.useNavigate();
    return (
      <CreateWorkflowPage state={newWorkflow.useSearch()} onChange={(state) => void navigate({ search: state })} />
    );
  },
});

const tree = root.addChildren([
  signIn,
  oneTimeSignIn,
  firstStart,
  invitation,
  asked.addChildren([consent, device, signOut]),
  signedIn.addChildren([home, search, tokens, workflows, newWorkflow, runs, run, people, account]),
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

export { FirstStartPage } from './FirstStartPage.tsx';
export { OneTimeSignInPage } from './OneTimeSignInPage.tsx';
export { readSignInState } from './sign-in-state.ts';
export { SignInPage } from './SignInPage.tsx';

export { FirstStartPage } from './FirstStartPage.tsx';
export { OneTimeSignInPage } from './OneTimeSignInPage.tsx';
export { SignInPage } from './SignInPage.tsx';

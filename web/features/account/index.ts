export { AccountPage } from './AccountPage.tsx';
export { SignOutPage } from './SignOutPage.tsx';

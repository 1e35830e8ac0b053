export { ConsentPage } from './ConsentPage.tsx';
export { DevicePage } from './DevicePage.tsx';

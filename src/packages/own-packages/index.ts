export { adaptOwnPackage } from './adapt-own-package.ts';
export { loadOwnPackages, type LoadedPackages } from './load-own-packages.ts';
export type { OwnPackage, PackageKit, PackageRun, PackageStep } from './package-kit.ts';

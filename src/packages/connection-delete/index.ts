export { createConnectionDeletePackage } from './create-connection-delete-package.ts';
export { type ConnectionDeleteConfig } from './parse-connection-delete-config.ts';

export { createConnectionAdminPackage } from './create-connection-admin-package.ts';
export { type ConnectionAdminConfig } from './parse-connection-admin-config.ts';

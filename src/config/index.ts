export { documentConfig } from './document-config.ts';
export { defaultPort, keys, type Config, type KeyName } from './keys.ts';
export { ConfigError, flagName, isSecret, loadConfig, type ConfigSources } from './load-config.ts';

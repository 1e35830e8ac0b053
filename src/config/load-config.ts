import { readFileSync } from 'node:fs';
import { isJsonObject, parseJson, type Problem } from '../foundation/index.ts';
import { keys, type Config, type Key, type KeyName } from './keys.ts';

/** A configuration that cannot be used; `problems` names every bad key at once. The process then exits with 2. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Where settings come from: first the command line, then the environment, then the file. */
export interface ConfigSources {
  readonly flags: Readonly<Partial<Record<KeyName, string>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A JSON file with the keys of the configuration page; `CLAVIS_CONFIG_FILE` when absent. */
  readonly file?: string;
}

const keyNames = Object.keys(keys) as KeyName[];

/** Whether the setting is taken from the environment only. */
export function isSecret(name: KeyName): boolean {
  const key: Key<unknown> = keys[name];
  return key.isSecret === true;
}

function parseFile(path: string, problems: Problem[]): Record<string, unknown> {
  try {
    const parsed: unknown = parseJson(readFileSync(path, 'utf8'));
    if (isJsonObject(parsed)) return parsed;
    problems.push({ path, message: 'must hold one JSON object' });
  } catch (error) {
    problems.push({ path, message: `cannot be read: ${(error as Error).message}` });
  }
  return {};
}

function readFileSettings(path: string | undefined, problems: Problem[]): Map<string, string> {
  if (path === undefined) return new Map();
  const settings = new Map<string, string>();
  for (const [name, value] of Object.entries(parseFile(path, problems))) {
    if (!Object.hasOwn(keys, name)) {
      problems.push({ path: `${path}: ${name}`, message: `unknown key; accepted: ${keyNames.join(', ')}` });
    } else if (isSecret(name as KeyName)) {
      const { environment } = keys[name as KeyName];
      problems.push({ path: `${path}: ${name}`, message: `is a secret; give it in the variable \`${environment}\`` });
    } else if (Array.isArray(value)) {
      settings.set(name, value.join(','));
    } else {
      settings.set(name, String(value));
    }
  }
  return settings;
}

function readSetting(name: KeyName, text: { from: string; value: string } | null, problems: Problem[]): unknown {
  const key = keys[name] as Key<unknown>;
  if (text === null) return key.fallback();
  const value = key.parse(text.value);
  const shown = key.isSecret === true ? 'the value' : `\`${text.value}\``;
  if (value === null) problems.push({ path: text.from, message: `${shown} is not accepted; give ${key.accepts}` });
  return value;
}

/** Reads every setting, checks them all, and answers them frozen. Throws `ConfigError` with all that is wrong. */
export function loadConfig(sources: ConfigSources): Config {
  const problems: Problem[] = [];
  const filePath = sources.file ?? sources.environment.CLAVIS_CONFIG_FILE;
  const file = readFileSettings(filePath, problems);
  const entries = keyNames.map((name) => {
    const variable = keys[name].environment;
    const flag = sources.flags[name];
    const fromEnvironment = sources.environment[variable];
    const fromFile = file.get(name);
    const text =
      flag !== undefined
        ? { from: `--${flagName(name)}`, value: flag }
        : fromEnvironment !== undefined && fromEnvironment !== ''
          ? { from: variable, value: fromEnvironment }
          : fromFile !== undefined
            ? { from: `${String(filePath)}: ${name}`, value: fromFile }
            : null;
    return [name, readSetting(name, text, problems)];
  });
  const config = Object.fromEntries(entries) as Config;
  if (config.auditWebhookUrl !== null && config.auditWebhookSecretFile === null) {
    problems.push({ path: 'auditWebhookSecretFile', message: 'is needed with `auditWebhookUrl`' });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** The command-line form of a key: `dataDir` is `data-dir`. */
export function flagName(name: KeyName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

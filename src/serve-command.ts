import { flushCompileCache } from 'node:module';
import { Command } from 'commander';
import type { App } from './app.ts';
import { ConfigError, flagName, isSecret, keys, loadConfig, type Config, type KeyName } from './config/index.ts';
import { createLogger, isCatalogError, systemClock, type Logger } from './foundation/index.ts';

const keyNames = Object.keys(keys) as KeyName[];
const exitBadConfig = 2;

const examples = `
Examples:
  clavis serve
  clavis serve --port 8080 --data-dir ./data
  clavis serve --host 0.0.0.0 --public-url https://catalog.example.com --bootstrap-file ./admin.json`;

/** Resolves with the signal that asks the process to end. */
function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

/** In one piece: who starts a server and reads its first line may act on what stands below it. */
function announce(app: App): void {
  const lines = [
    `Clavis is ready: ${app.url}`,
    ...(app.moved ? ['The default port is in use by another program; the next free one is used.'] : []),
    `  page      ${app.url}/`,
    `  API       ${app.url}/api/meta and ${app.url}/api/service (described at ${app.url}/openapi.json)`,
  ];
  if (app.firstAdminCode !== null) {
    lines.push(
      '  There is no admin yet. Open the page and make yourself one with this code, valid for 15 minutes:',
      `\n      ${app.firstAdminCode}\n`,
    );
  }
  if (app.bootstrapFile !== null)
    lines.push(`  first admin and API token: ${app.bootstrapFile} (readable by you alone)`);
  console.log(lines.join('\n'));
}

async function serve(config: Config, log: Logger): Promise<void> {
  const ended = waitForSignal();
  // Loaded here and not above: every other command would wait for the whole server to load.
  const { startApp } = await import('./app.ts');
  const app = await startApp(config, { log, clock: systemClock });
  announce(app);
  // Now, since a server may be ended without notice.
  flushCompileCache();
  const signal = await ended;
  log.info({ signal }, 'stopping');
  // A second signal means that somebody does not want to wait for what is still running.
  void waitForSignal().then(() => process.exit(1));
  await app.stop();
  log.info('stopped');
}

/** Our own refusals and those of the operating system (a folder that cannot be written to, …) say what to change; the rest is a bug. */
function isForPeople(error: unknown): error is Error {
  return isCatalogError(error) || (error instanceof Error && 'syscall' in error && 'code' in error);
}

async function runServe(flags: Record<string, string | undefined>): Promise<void> {
  const { config: file, ...given } = flags;
  const named = Object.fromEntries(
    keyNames.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  try {
    const config = loadConfig({ flags: named, environment: process.env, ...(file === undefined ? {} : { file }) });
    await serve(config, createLogger({ level: config.logLevel }));
    process.exit(0);
  } catch (error) {
    if (error instanceof ConfigError) {
      console.error(`clavis serve: the configuration cannot be used:\n${error.message}`);
      process.exit(exitBadConfig);
    }
    if (!isForPeople(error)) throw error;
    console.error(`clavis serve: ${error.message}`);
    process.exit(1);
  }
}

/** `clavis serve`: the server, with one flag per setting. Exits with 2 when the configuration cannot be used. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run the server')
    .option('--config <file>', 'JSON file with settings');
  for (const name of keyNames.filter((name) => !isSecret(name))) {
    command.option(`--${flagName(name)} <value>`, `${keys[name].summary} (${keys[name].environment})`);
  }
  return command.addHelpText('after', examples).action(runServe);
}

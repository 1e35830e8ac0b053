import type { Config } from './config/index.ts';
import { CatalogError, type Logger } from './foundation/index.ts';
import {
  migrate,
  openDatabase,
  startEmbedded,
  StatisticsKeeper,
  StoreWatch,
  type OpenDatabase,
} from './postgres/index.ts';

/** The migrated database of a server, its own or a given one. */
export interface Store extends OpenDatabase {
  readonly url: string;
  /** Knows when the database says nothing at all. */
  readonly watch: StoreWatch;
}

async function migrateOrExplain(url: string, log: Logger): Promise<void> {
  try {
    const applied = await migrate(url);
    if (applied.length > 0) log.info({ applied }, 'database migrated');
  } catch (error) {
    if (error instanceof CatalogError) throw error;
    const { host, pathname } = new URL(url);
    throw new CatalogError('store_unavailable', `cannot use the database \`${host}${pathname}\`: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Opens the database that the configuration names, or starts the embedded one; then migrates it. `close` undoes all of it. */
export async function openStore(config: Config, log: Logger): Promise<Store> {
  const { dataDir, databaseMemoryMb: pageMemory } = config;
  const embedded = config.databaseUrl === null ? await startEmbedded({ dataDir, log, pageMemory }) : null;
  const url = config.databaseUrl ?? embedded?.url ?? '';
  try {
    await migrateOrExplain(url, log);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  let closing = false;
  const database = openDatabase({
    url,
    connectionsMax: config.databaseConnectionsMax,
    onIdleError: (error) => {
      // While everything is closed, the database ends connections that are ending anyway.
      if (!closing) log.warn({ err: error }, 'an idle database connection broke');
    },
  });
  const watch = new StoreWatch({ url });
  watch.start();
  const statistics = new StatisticsKeeper({
    db: database.db,
    onError: (error) => log.warn({ err: error }, 'a table could not be analyzed'),
  });
  statistics.start();
  return {
    ...database,
    url,
    watch,
    close: async () => {
      closing = true;
      watch.stop();
      await statistics.stop();
      await database.close();
      await embedded?.stop();
    },
  };
}

/** An API token as every door shows it. */
export interface DoorToken {
  readonly id: string;
  readonly name: string;
  /** Qualified names. */
  readonly personas: readonly string[];
}

export interface NewToken {
  readonly name: string;
  /** Qualified names of personas to link it to. */
  readonly personas?: readonly string[];
}

/** What to look for; all that is given must hold. */
export interface Wanted {
  readonly type?: string;
  /** The asset at this qualified name and everything below it. */
  readonly under?: string;
  /** 1000 when absent. */
  readonly limit?: number;
}

export interface Found {
  readonly qualifiedNames: readonly string[];
  /** How many there are in all, whatever the limit. */
  readonly total: number;
}

export interface Crawl {
  readonly connectionName: string;
  readonly accessKey?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** How a crawl ended. */
export interface Crawled {
  readonly phase: string;
  /** Everything a person is told about the end. */
  readonly message: string;
  /** Qualified name of the connection. */
  readonly connection: string;
}

/** One way into the catalog, entered with one bearer. What is refused is thrown as `Refusal`. */
export interface Door {
  createToken(token: NewToken): Promise<DoorToken & { readonly secret: string }>;
  /** All of them, however many pages that takes. */
  listTokens(): Promise<readonly DoorToken[]>;
  findToken(name: string): Promise<DoorToken | null>;
  deleteToken(id: string): Promise<void>;
  /** A new secret; the one before works on for an hour at most. */
  rotateToken(id: string): Promise<{ readonly secret: string }>;
  /** The public ids of the secrets that work, the newest first. */
  liveSecrets(id: string): Promise<readonly string[]>;
  retireSecret(id: string, secretId: string): Promise<void>;
  suspendToken(id: string, reason: string): Promise<void>;
  resumeToken(id: string): Promise<void>;
  /** Crawls the Glue endpoint of the site and waits until the run is over. */
  crawlGlue(crawl: Crawl): Promise<Crawled>;
  search(wanted: Wanted): Promise<Found>;
  /** Who the bearer is: user name, and the names of the personas it is linked to. */
  whoAmI(): Promise<{ readonly username: string; readonly personas: readonly string[] }>;
}

/** A door that said no; `message` is everything a person is shown. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}

/** What the person at the door is told. Fails when nothing is refused, or when something else goes wrong. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  const outcome = await attempt.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome.message;
  throw outcome;
}

let lastEpoch = Math.floor(Date.now() / 1000);

/**
 * The second that names a workflow and its connection (Atlan wire, GlueCrawler): a new one at every call, because two
 * crawls of one second would be one workflow.
 */
export function nextEpoch(): number {
  lastEpoch += 1;
  return lastEpoch;
}

import { isIPv4, isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A setting: its name in the file and on the command line, its environment variable, and how its text becomes a value. */
export interface Key<T> {
  readonly environment: string;
  /** One sentence for `docs/configuration.md` and `clavis serve --help`. */
  readonly summary: string;
  /** What is accepted, in words, for the refusal. */
  readonly accepts: string;
  readonly parse: (text: string) => T | null;
  /** The value when nothing is said, and how the documentation shows it. */
  readonly fallback: () => T;
  readonly fallbackShown: string;
  /** SECURITY: read from the environment only, where neither the process list nor a file shows it, and never repeated in a refusal. */
  readonly isSecret?: true;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type ConfigLogLevel = (typeof logLevels)[number];

function parseText(text: string): string | null {
  return text.trim() === '' ? null : text;
}

function parseInteger(min: number, max: number): (text: string) => number | null {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= min && value <= max ? value : null;
  };
}

function parseUrl(protocols: readonly string[]): (text: string) => string | null {
  return (text) => (URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : null);
}

/** SECURITY: what leaves the machine leaves it encrypted. */
function parseReceiver(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname } = new URL(text);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere) ? text : null;
}

function parseLogLevel(text: string): ConfigLogLevel | null {
  return logLevels.find((level) => level === text) ?? null;
}

/** `null` is a refusal, so a switch has two words rather than a boolean that might be mistaken for one. */
function parseAllow(text: string): boolean | null {
  return text === 'allow' ? true : text === 'refuse' ? false : null;
}

function parseList(text: string): readonly string[] | null {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => part !== '') ? parts : null;
}

/**
 * Addresses and ranges of proxies. SECURITY: a range that holds every address would let every caller choose its own, and
 * spellings that readers disagree on (octal, short) name nobody.
 */
function parseNetworks(text: string): readonly string[] | null {
  const networks = parseList(text);
  const isNetwork = (network: string): boolean => {
    const [address = '', bits, ...more] = network.split('/');
    const bitsMax = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : 0;
    const isRange = bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= bitsMax);
    return bitsMax > 0 && isRange && more.length === 0;
  };
  return networks?.every(isNetwork) === true ? networks : null;
}

/** Keys of 32 bytes in base64, between commas or line ends. */
function parseKeyList(text: string): string | null {
  const parts = text.split(/[\n,]/).filter((part) => part.trim() !== '');
  const isKey = (part: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(part.trim());
  return parts.length > 0 && parts.every(isKey) ? text : null;
}

function parseKmsKey(text: string): string | null {
  return /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/.test(text) ? text : null;
}

/** Where a server keeps its data when nobody says: the place the system has for it. */
function defaultDataDir(): string {
  if (process.getuid?.() === 0) return '/var/lib/clavis';
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'clavis');
}

/** The port that is tried first when none is named; the next free one is taken instead when it is busy. */
export const defaultPort = 7373;

function key<T>(definition: Key<T>): Key<T> {
  return definition;
}

/** Every setting there is. The documentation page is made from this table. */
export const keys = {
  dataDir: key({
    environment: 'CLAVIS_DATA_DIR',
    summary: 'Folder for the embedded PostgreSQL and the vault key.',
    accepts: 'a path',
    parse: parseText,
    fallback: defaultDataDir,
    fallbackShown: '`~/.local/share/clavis`, as root `/var/lib/clavis`',
  }),
  databaseUrl: key<string | null>({
    environment: 'CLAVIS_DATABASE_URL',
    summary: 'PostgreSQL 16 or later to use instead of the embedded one.',
    accepts: '`postgres://user:password@host:port/database`',
    parse: parseUrl(['postgres:', 'postgresql:']),
    fallback: () => null,
    fallbackShown: 'the embedded PostgreSQL',
  }),
  databaseMemoryMb: key<number | null>({
    environment: 'CLAVIS_DATABASE_MEMORY_MB',
    summary: 'Mebibytes in which the embedded PostgreSQL keeps pages of tables and indexes.',
    accepts: 'a whole number from 16 to 65536',
    parse: parseInteger(16, 65_536),
    fallback: () => null,
    fallbackShown: 'an eighth of the memory, at most 4096',
  }),
  databaseConnectionsMax: key({
    environment: 'CLAVIS_DATABASE_CONNECTIONS_MAX',
    summary: 'Most database connections that requests may hold at once.',
    accepts: 'a whole number from 2 to 500',
    parse: parseInteger(2, 500),
    fallback: () => 16,
    fallbackShown: '16',
  }),
  host: key({
    environment: 'CLAVIS_HOST',
    summary: 'Address to listen on.',
    accepts: 'an address or host name',
    parse: parseText,
    fallback: () => '127.0.0.1',
    fallbackShown: '`127.0.0.1`',
  }),
  port: key<number | null>({
    environment: 'CLAVIS_PORT',
    summary: 'Port to listen on; 0 lets the system choose. A named port that is taken is an error.',
    accepts: 'a whole number from 0 to 65535',
    parse: parseInteger(0, 65_535),
    fallback: () => null,
    fallbackShown: `${String(defaultPort)}, or the next free one`,
  }),
  publicUrl: key<string | null>({
    environment: 'CLAVIS_PUBLIC_URL',
    summary: 'Address under which people and clients reach the server, when a proxy stands before it.',
    accepts: 'an http or https address',
    parse: parseUrl(['http:', 'https:']),
    fallback: () => null,
    fallbackShown: 'the address listened on',
  }),
  trustProxy: key<readonly string[]>({
    environment: 'CLAVIS_TRUST_PROXY',
    summary: 'Addresses of the proxies whose X-Forwarded-For is believed.',
    accepts: 'addresses or CIDR ranges, separated by commas, none of which holds every address',
    parse: parseNetworks,
    fallback: () => [],
    fallbackShown: 'none',
  }),
  requestsPerMinute: key({
    environment: 'CLAVIS_REQUESTS_PER_MINUTE',
    summary: 'Most requests of one actor a minute, over all nodes, where it has no limit of its own; 0 is no limit.',
    accepts: 'a whole number from 0 to 100000000',
    parse: parseInteger(0, 100_000_000),
    fallback: () => 60_000,
    fallbackShown: '60000',
  }),
  bootstrapFile: key<string | null>({
    environment: 'CLAVIS_BOOTSTRAP_FILE',
    summary: 'File written once, mode 0600, with a first admin and an API token, for scripts.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: 'none; the console shows a one-time code',
  }),
  breachedPasswordsFile: key<string | null>({
    environment: 'CLAVIS_BREACHED_PASSWORDS_FILE',
    summary:
      'File of passwords that nobody may choose, beside the list that comes with the server: one a line, or sorted SHA-1 digests with `:count` as Have I Been Pwned exports them.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: 'none',
  }),
  vaultKeyFile: key<string | null>({
    environment: 'CLAVIS_VAULT_KEY_FILE',
    summary:
      'File with the keys that wrap the keys of secrets: 32 bytes in base64 a line, the first wraps, all open. All nodes need the same.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: '`vault.key` in the data folder, made at first start where no other source of keys is named',
  }),
  vaultKeys: key<string | null>({
    environment: 'CLAVIS_VAULT_KEYS',
    summary: 'The same as text, instead of a file or before it; from the environment only.',
    accepts: 'keys of 32 bytes in base64, separated by commas or line ends',
    parse: parseKeyList,
    fallback: () => null,
    fallbackShown: 'none',
    isSecret: true,
  }),
  vaultKmsKey: key<string | null>({
    environment: 'CLAVIS_VAULT_KMS_KEY',
    summary: 'Key of AWS KMS that makes and keeps the wrapping keys, before those of a file or of the environment.',
    accepts: 'the ARN of a key or alias, such as `arn:aws:kms:eu-central-1:111122223333:alias/clavis`',
    parse: parseKmsKey,
    fallback: () => null,
    fallbackShown: 'none',
  }),
  vaultKmsEndpoint: key<string | null>({
    environment: 'CLAVIS_VAULT_KMS_ENDPOINT',
    summary: 'Address of AWS KMS, such as that of a VPC endpoint.',
    accepts: 'an https address, or an http address of this machine',
    parse: parseReceiver,
    fallback: () => null,
    fallbackShown: 'the one of the key’s region',
  }),
  auditAnchorFile: key<string | null>({
    environment: 'CLAVIS_AUDIT_ANCHOR_FILE',
    summary: 'File that signed ends of the audit record are appended to, best on a disk of its own. One per node.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: '`audit-anchors.jsonl` in the data folder',
  }),
  auditJsonlFile: key<string | null>({
    environment: 'CLAVIS_AUDIT_JSONL_FILE',
    summary: 'File that audit records are appended to, one JSON object a line.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: 'none',
  }),
  auditWebhookUrl: key<string | null>({
    environment: 'CLAVIS_AUDIT_WEBHOOK_URL',
    summary: 'Address that audit records are posted to, signed with the webhook secret.',
    accepts: 'an https address, or an http address of this machine',
    parse: parseReceiver,
    fallback: () => null,
    fallbackShown: 'none',
  }),
  auditWebhookSecretFile: key<string | null>({
    environment: 'CLAVIS_AUDIT_WEBHOOK_SECRET_FILE',
    summary: 'File with the secret, 32 characters or more, that the receiver of the audit webhook knows the server by.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: 'none; needed with the webhook address',
  }),
  auditOtlpUrl: key<string | null>({
    environment: 'CLAVIS_AUDIT_OTLP_URL',
    summary: 'Address of an OpenTelemetry collector that audit records are sent to as logs (OTLP over HTTP, JSON).',
    accepts: 'an http or https address with its path, such as `http://127.0.0.1:4318/v1/logs`',
    parse: parseUrl(['http:', 'https:']),
    fallback: () => null,
    fallbackShown: 'none',
  }),
  glueServerIdentity: key({
    environment: 'CLAVIS_GLUE_SERVER_IDENTITY',
    summary: "Whether Glue workflows may use this server's own AWS identity: without a credential, or to take a role.",
    accepts: '`allow` or `refuse`',
    parse: parseAllow,
    fallback: () => false,
    fallbackShown: '`refuse`',
  }),
  glueArchivePercentMax: key({
    environment: 'CLAVIS_GLUE_ARCHIVE_PERCENT_MAX',
    summary:
      'Largest share of the tables of a database, or of the databases, that one Glue crawl may archive, unless its workflow says otherwise (`archive-percent-max`).',
    accepts: 'a whole number from 0 to 100',
    parse: parseInteger(0, 100),
    fallback: () => 20,
    fallbackShown: '`20`',
  }),
  runsPerPackageMax: key({
    environment: 'CLAVIS_RUNS_PER_PACKAGE_MAX',
    summary: 'Most runs of one package that work at a time, over all nodes; later ones wait.',
    accepts: 'a whole number from 1 to 10000',
    parse: parseInteger(1, 10_000),
    fallback: () => 32,
    fallbackShown: '32',
  }),
  runsPerConnectionMax: key({
    environment: 'CLAVIS_RUNS_PER_CONNECTION_MAX',
    summary: 'Most runs for one connection that work at a time, over all nodes; later ones wait.',
    accepts: 'a whole number from 1 to 10000',
    parse: parseInteger(1, 10_000),
    fallback: () => 4,
    fallbackShown: '4',
  }),
  runLogDays: key({
    environment: 'CLAVIS_RUN_LOG_DAYS',
    summary: 'Days that log lines of runs are kept.',
    accepts: 'a whole number from 1 to 36500',
    parse: parseInteger(1, 36_500),
    fallback: () => 90,
    fallbackShown: '90',
  }),
  runDays: key({
    environment: 'CLAVIS_RUN_DAYS',
    summary:
      'Days that runs which are over are kept, and times that schedules missed; the newest run of a workflow stays.',
    accepts: 'a whole number from 1 to 36500',
    parse: parseInteger(1, 36_500),
    fallback: () => 365,
    fallbackShown: '365',
  }),
  packageHoldSeconds: key({
    environment: 'CLAVIS_PACKAGE_HOLD_SECONDS',
    summary: 'Seconds that a run of a package which this server has no executor for is `Running` before it fails.',
    accepts: 'a whole number from 0 to 3600',
    parse: parseInteger(0, 3_600),
    fallback: () => 30,
    fallbackShown: '30',
  }),
  filesDir: key<string | null>({
    environment: 'CLAVIS_FILES_DIR',
    summary: 'Folder that packages read files from, beneath `imports`, and write files to, beneath `exports`.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: 'none; packages then need an object store',
  }),
  packages: key<readonly string[]>({
    environment: 'CLAVIS_PACKAGES',
    summary: 'Modules with packages of your own (docs/packages.md); their code runs with all that the server may do.',
    accepts: 'paths, separated by commas',
    parse: parseList,
    fallback: () => [],
    fallbackShown: 'none',
  }),
  logLevel: key<ConfigLogLevel>({
    environment: 'CLAVIS_LOG_LEVEL',
    summary: 'How much is logged, to standard error, one JSON object a line.',
    accepts: `one of ${logLevels.join(', ')}`,
    parse: parseLogLevel,
    fallback: () => 'info',
    fallbackShown: '`info`',
  }),
};

export type KeyName = keyof typeof keys;

/** The settings of a server, complete and frozen. */
export type Config = { readonly [Name in KeyName]: (typeof keys)[Name] extends Key<infer T> ? T : never };

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
    summary: 'File with the 32-byte key (base64) that credentials are encrypted with. All nodes need the same.',
    accepts: 'a path',
    parse: parseText,
    fallback: () => null,
    fallbackShown: '`vault.key` in the data folder, made at first start',
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

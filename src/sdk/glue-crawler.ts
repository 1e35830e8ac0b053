import { type WorkflowDocument } from './workflow-documents.ts';

export interface GlueConnection {
  name: string;
  /** At least one admin of any kind; the server adds the caller as well. */
  adminUsers?: readonly string[];
  adminGroups?: readonly string[];
  /** Guids of roles, not names. */
  adminRoles?: readonly string[];
  allowQuery?: boolean;
  allowQueryPreview?: boolean;
  rowLimit?: number;
}

const workflowPrefix = 'atlan-glue';
const packageId = '@atlan/glue';
const catalogName = 'AwsDataCatalog';
const logoUrl = 'https://atlan-public.s3.eu-west-1.amazonaws.com/atlan/logos/aws-glue.png';
const registryUrl = 'https://packages.atlan.com';
const marketUrl = `${registryUrl}/-/web/detail/${packageId}`;

/** Package ids in labels, where neither `@` nor `/` nor `:` may stand. */
function labelText(text: string): string {
  return text.replaceAll('@', 'a-t-r').replaceAll('/', 's-l-a-s-h').replaceAll(':', 'c-o-l-o-n');
}

function labelsOf(epoch: number): Record<string, string> {
  return {
    'orchestration.atlan.com/certified': 'true',
    'orchestration.atlan.com/source': 'glue',
    'orchestration.atlan.com/sourceCategory': 'lake',
    'orchestration.atlan.com/type': 'connector',
    'orchestration.atlan.com/verified': 'true',
    'package.argoproj.io/installer': 'argopm',
    'package.argoproj.io/name': labelText(packageId),
    'package.argoproj.io/registry': labelText(registryUrl),
    [`orchestration.atlan.com/default-glue-${epoch}`]: 'true',
    'orchestration.atlan.com/atlan-ui': 'true',
  };
}

function annotationsOf(epoch: number): Record<string, string> {
  return {
    'orchestration.atlan.com/allowSchedule': 'true',
    'orchestration.atlan.com/dependentPackage': '',
    'orchestration.atlan.com/docsUrl': 'https://ask.atlan.com/hc/en-us/articles/6335637665681',
    'orchestration.atlan.com/emoji': '🚀',
    'orchestration.atlan.com/icon': logoUrl,
    'orchestration.atlan.com/logo': logoUrl,
    'orchestration.atlan.com/marketplaceLink': marketUrl,
    'orchestration.atlan.com/name': 'Glue Assets',
    'orchestration.atlan.com/usecase': 'crawling,auto-classifications',
    'package.argoproj.io/author': 'Atlan',
    'package.argoproj.io/description': 'Crawls the databases, tables and columns of an AWS Glue data catalog.',
    'package.argoproj.io/homepage': marketUrl,
    'package.argoproj.io/keywords': '["lake","connector","crawler","glue","aws","s3"]',
    'package.argoproj.io/name': packageId,
    'package.argoproj.io/registry': registryUrl,
    'package.argoproj.io/repository': 'git+https://github.com/atlanhq/marketplace-packages.git',
    'package.argoproj.io/support': 'support@atlan.com',
    'orchestration.atlan.com/atlanName': `atlan-glue-default-glue-${epoch}`,
  };
}

/** Databases are literal names; none chosen is `{}`, which includes everything and excludes nothing. */
function filterText(databases: readonly string[]): string {
  if (databases.length === 0) return '{}';
  return JSON.stringify({ [catalogName]: Object.fromEntries(databases.map((database) => [database, {}])) });
}

/**
 * Builds the workflow that crawls AWS Glue, exactly as the official clients build it:
 * `new GlueCrawler({ name, adminUsers }).direct('eu-central-1').iamUserAuth(accessKey, secretKey).toWorkflow()`.
 * The order of the calls does not matter. Name and qualified name are minted once, here: the same crawler always
 * gives the same workflow, so that submitting it again does not make a second connection.
 */
export class GlueCrawler {
  readonly #connection: GlueConnection;
  readonly #epoch: number;
  readonly #filters = new Map<'include-filter' | 'exclude-filter', string>();
  readonly #credential: Record<string, unknown> = {};
  #region: string | null = null;
  #isDryRun = false;

  /** Throws a `TypeError` without any admin: nobody could ever change the connection. */
  constructor(connection: GlueConnection, now: Date = new Date()) {
    const { adminUsers = [], adminGroups = [], adminRoles = [] } = connection;
    if (adminUsers.length + adminGroups.length + adminRoles.length === 0) {
      throw new TypeError('a connection needs an admin: give `adminUsers`, `adminGroups` or `adminRoles`');
    }
    this.#connection = connection;
    this.#epoch = Math.floor(now.getTime() / 1000);
  }

  /** Name of the workflow that `toWorkflow` gives. */
  get workflowName(): string {
    return `${workflowPrefix}-${this.#epoch}`;
  }

  /** Qualified name of the connection that the crawl fills. */
  get connectionQualifiedName(): string {
    return `default/glue/${this.#epoch}`;
  }

  /** Crawls this AWS region by calling Glue itself. Without it and without keys the server uses its own AWS identity and region. */
  direct(region: string): this {
    this.#region = region;
    return this;
  }

  iamUserAuth(accessKey: string, secretKey: string): this {
    Object.assign(this.#credential, { authType: 'iam', username: accessKey, password: secretKey });
    return this;
  }

  /** Only these Glue databases; an empty list means all. */
  include(databases: readonly string[]): this {
    this.#filters.set('include-filter', filterText(databases));
    return this;
  }

  /** Not these Glue databases, even when included. */
  exclude(databases: readonly string[]): this {
    this.#filters.set('exclude-filter', filterText(databases));
    return this;
  }

  /** The run only tells what a crawl would do (its `result`); nothing is written. */
  dryRun(): this {
    this.#isDryRun = true;
    return this;
  }

  toWorkflow(): WorkflowDocument {
    return {
      metadata: {
        labels: labelsOf(this.#epoch),
        annotations: annotationsOf(this.#epoch),
        name: this.workflowName,
        namespace: 'default',
      },
      spec: {
        entrypoint: 'main',
        templates: [{ name: 'main', dag: { tasks: [this.#task()] } }],
        workflowMetadata: { annotations: { 'package.argoproj.io/name': packageId } },
      },
      payload: this.#payload(),
    };
  }

  #task(): Record<string, unknown> {
    const parameters = [
      ...[...this.#filters].map(([name, value]) => ({ name, value })),
      { name: 'credentials-fetch-strategy', value: 'credential_guid' },
      { name: 'credential-guid', value: '{{credentialGuid}}' },
      { name: 'connection', value: JSON.stringify(this.#connectionEntity()) },
      { name: 'publish-mode', value: 'production' },
      { name: 'atlas-auth-type', value: 'internal' },
      ...(this.#isDryRun ? [{ name: 'dry-run', value: 'true' }] : []),
    ];
    return {
      name: 'run',
      arguments: { parameters },
      templateRef: { name: workflowPrefix, template: 'main', clusterScope: true },
    };
  }

  #connectionEntity(): Record<string, unknown> {
    const connection = this.#connection;
    return {
      typeName: 'Connection',
      guid: `-${this.#epoch}`,
      attributes: {
        qualifiedName: this.connectionQualifiedName,
        name: connection.name,
        connectorName: 'glue',
        category: 'lake',
        adminUsers: connection.adminUsers ?? [],
        adminGroups: connection.adminGroups ?? [],
        adminRoles: connection.adminRoles ?? [],
        isDiscoverable: true,
        isEditable: false,
        allowQuery: connection.allowQuery ?? false,
        allowQueryPreview: connection.allowQueryPreview ?? false,
        rowLimit: connection.rowLimit ?? 0,
        defaultCredentialGuid: '{{credentialGuid}}',
        sourceLogo: logoUrl,
      },
    };
  }

  /** Without any credential the server crawls as itself. */
  #payload(): WorkflowDocument['payload'] {
    if (this.#region === null && this.#credential['authType'] === undefined) return [];
    const body = {
      name: `default-glue-${this.#epoch}-0`,
      ...this.#credential,
      extra: { region: this.#region },
      connectorConfigName: 'atlan-connectors-glue',
    };
    return [{ parameter: 'credentialGuid', type: 'credential', body }];
  }
}

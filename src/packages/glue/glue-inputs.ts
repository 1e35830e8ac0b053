import type { JsonObject } from '../../foundation/index.ts';
import { connectionInput } from '../../workflows/index.ts';

const text = (title: string, description: string): JsonObject => ({ type: 'string', title, description });

const filter = (title: string, description: string): JsonObject => ({
  type: ['object', 'string'],
  title,
  description: `${description} Catalog, then database: {"AwsDataCatalog": {"sales": {}}}; names are literal.`,
  default: '{}',
});

const credential: JsonObject = {
  type: 'object',
  title: 'Credential',
  description:
    'How to sign in at AWS. It goes to the vault and is never shown again; later it is known by `credential_guid`.',
  writeOnly: true,
  properties: {
    authType: {
      ...text('Authentication', 'The access key of an IAM user, or a role that this server may take.'),
      enum: ['iam', 'role'],
      default: 'iam',
    },
    name: text('Name', 'What the credential is called.'),
    connectorConfigName: { const: 'atlan-connectors-glue' },
    connectorType: text('Connector type', '`glue`'),
    username: text('AWS access key', 'Of an IAM user (`iam`).'),
    password: { ...text('AWS secret key', 'Of an IAM user (`iam`).'), format: 'password', writeOnly: true },
    extra: {
      type: 'object',
      title: 'More',
      properties: {
        region: text('Region', 'Such as `eu-central-1`.'),
        aws_role_arn: text('AWS role ARN', 'The role to take (`role`).'),
        aws_external_id: text('AWS external ID', 'What the role asks for, where it does (`role`).'),
      },
    },
  },
};

/**
 * What a crawl takes, on the app surface and, with hyphens, as parameters of a workflow (Atlan wire, AtlanGlue). One source for the checks of
 * both, for what the app surface tells of it and for forms, which fold away what is `advanced`; what goes beyond shapes is in `parseGlueConfig`.
 */
export const glueInputs: JsonObject = {
  additionalProperties: false,
  properties: {
    connection: connectionInput({ connector: 'glue', isOnly: true }),
    extraction_method: {
      ...text('Extraction method', '`direct`: this server reads the catalog. `agent`: a runtime of your own does.'),
      enum: ['direct', 'agent'],
      default: 'direct',
      advanced: true,
    },
    credential,
    credential_guid: {
      ...text('Credential', 'One that the vault has already.'),
      pattern: '^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$',
    },
    agent_json: {
      type: ['object', 'string'],
      title: 'Agent',
      description: 'Which agent does the work, and where it finds the credential. Never the credential itself.',
      advanced: true,
    },
    catalog_id: {
      type: ['string', 'array'],
      title: 'Catalog',
      description:
        '`AwsDataCatalog`, `<account id>:s3tablescatalog/<bucket>` for an S3 table bucket, or the account id of a shared catalog; several as a list, or with commas between.',
      items: { type: 'string' },
      default: 'AwsDataCatalog',
    },
    catalogs: {
      type: ['array', 'string'],
      title: 'Catalogs',
      description:
        'Instead of `catalog_id`: catalogs of several accounts and regions in one connection. Each `{"name", "catalog_id", "region", "roles": [{"aws_role_arn", "aws_external_id"}]}`; roles are taken one after the other.',
      items: { type: 'object' },
      advanced: true,
    },
    include_filter: filter('Include', 'Only these databases; all of them when empty.'),
    exclude_filter: filter('Exclude', 'Not these databases; wins over what is included.'),
    exclude_table_regex: {
      ...text('Exclude tables', 'Tables whose whole name this regular expression matches are left out.'),
      default: '',
      advanced: true,
    },
    archive_percent_max: {
      type: ['number', 'string'],
      minimum: 0,
      maximum: 100,
      title: 'Archive at most (%)',
      description: 'The run stops before it archives more than this share of a database.',
      advanced: true,
    },
    dry_run: {
      type: ['boolean', 'string'],
      title: 'Dry run',
      description: 'The run only tells what it would add, change and archive, and which rights are missing.',
    },
    account_id: {
      ...text('Account', 'The only AWS account whose catalog may be crawled: twelve digits.'),
      advanced: true,
    },
    second_connection: {
      ...text('Second connection', 'What becomes of a crawl whose catalog another connection already holds.'),
      enum: ['warn', 'refuse'],
      advanced: true,
    },
    lake_formation_tags: {
      type: ['boolean', 'string'],
      title: 'Lake Formation tags',
      description: 'Put the tags of Lake Formation on databases, tables and columns, and take off those that are gone.',
      advanced: true,
    },
    lineage: {
      type: ['boolean', 'string'],
      title: 'Lineage',
      description: 'Draw what views read, where tables lie and what links point to, as far as the source says so.',
    },
    accept_new_source: {
      type: ['boolean', 'string'],
      title: 'Accept a new source',
      description: 'The connection may go on with the catalog of another account or region than it was filled from.',
      advanced: true,
    },
  },
  required: ['connection'],
};

import { expect, test } from 'vitest';
import { GlueCrawler } from './glue-crawler.ts';

const now = new Date(1_735_500_000_999);

function parametersOf(crawler: GlueCrawler): Record<string, unknown> {
  const spec = crawler.toWorkflow().spec as {
    templates: { dag: { tasks: { arguments: { parameters: { name: string; value: unknown }[] } }[] } }[];
  };
  const list = spec.templates[0]?.dag.tasks[0]?.arguments.parameters ?? [];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

test('builds the document that the official clients send', () => {
  const crawler = new GlueCrawler({ name: 'production', adminUsers: ['jsmith'], adminGroups: ['grp'] }, now)
    .direct('ap-south-1')
    .iamUserAuth('AK', 'SK')
    .include(['sales', 'stock'])
    .exclude(['tmp']);
  const document = crawler.toWorkflow();
  expect(document.metadata.name).toBe('atlan-glue-1735500000');
  expect(document.metadata.labels['orchestration.atlan.com/default-glue-1735500000']).toBe('true');
  expect(document.metadata.labels['package.argoproj.io/name']).toBe('a-t-ratlans-l-a-s-hglue');
  expect(document.metadata.labels['package.argoproj.io/registry']).toBe(
    'httpsc-o-l-o-ns-l-a-s-hs-l-a-s-hpackages.atlan.com',
  );
  expect(document.metadata.annotations['orchestration.atlan.com/atlanName']).toBe('atlan-glue-default-glue-1735500000');
  expect(document.spec).toMatchObject({
    entrypoint: 'main',
    templates: [
      { name: 'main', dag: { tasks: [{ templateRef: { name: 'atlan-glue', template: 'main', clusterScope: true } }] } },
    ],
    workflowMetadata: { annotations: { 'package.argoproj.io/name': '@atlan/glue' } },
  });
  expect(document.payload).toEqual([
    {
      parameter: 'credentialGuid',
      type: 'credential',
      body: {
        name: 'default-glue-1735500000-0',
        authType: 'iam',
        username: 'AK',
        password: 'SK',
        extra: { region: 'ap-south-1' },
        connectorConfigName: 'atlan-connectors-glue',
      },
    },
  ]);
  const { connection, ...parameters } = parametersOf(crawler);
  expect(parameters).toEqual({
    'include-filter': '{"AwsDataCatalog":{"sales":{},"stock":{}}}',
    'exclude-filter': '{"AwsDataCatalog":{"tmp":{}}}',
    'credentials-fetch-strategy': 'credential_guid',
    'credential-guid': '{{credentialGuid}}',
    'publish-mode': 'production',
    'atlas-auth-type': 'internal',
  });
  expect(JSON.parse(String(connection))).toMatchObject({
    typeName: 'Connection',
    attributes: {
      qualifiedName: 'default/glue/1735500000',
      name: 'production',
      connectorName: 'glue',
      category: 'lake',
      adminUsers: ['jsmith'],
      adminGroups: ['grp'],
      adminRoles: [],
      allowQuery: false,
      allowQueryPreview: false,
      rowLimit: 0,
      defaultCredentialGuid: '{{credentialGuid}}',
    },
  });
});

test('leaves the filters out when neither was asked for, and sends {} for an empty choice', () => {
  const crawler = new GlueCrawler({ name: 'c', adminUsers: ['a'] }, now);
  expect(parametersOf(crawler)).not.toHaveProperty('include-filter');
  expect(parametersOf(crawler.include([]))).toMatchObject({ 'include-filter': '{}' });
});

// Submitting twice must be one connection, also when a second has passed in between.
test('gives the same document every time', () => {
  const crawler = new GlueCrawler({ name: 'c', adminUsers: ['a'] }).direct('eu-west-1').iamUserAuth('AK', 'SK');
  expect(crawler.toWorkflow()).toEqual(crawler.toWorkflow());
});

test('without keys and region there is no credential: the server crawls as itself', () => {
  expect(new GlueCrawler({ name: 'c', adminUsers: ['a'] }).toWorkflow().payload).toEqual([]);
});

test('refuses a connection that nobody could administer', () => {
  expect(() => new GlueCrawler({ name: 'c' })).toThrow(/needs an admin/);
});

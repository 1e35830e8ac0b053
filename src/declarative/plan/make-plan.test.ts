import { describe, expect, it } from 'vitest';
import { readDocument } from '../document/read-document.ts';
import { exportWorkspace } from '../workspace/export-workspace.ts';
import { type PolicyFields, type StoredPersona, type StoredToken, type Workspace } from '../workspace/workspace.ts';
import { orderSteps, stepText } from '../apply/order-steps.ts';
import { makePlan } from './make-plan.ts';
import { planItems, type Plan } from './plan.ts';
import { type PruneKind } from './prune-kinds.ts';

const lake = 'default/glue/1';

function persona(name: string, change: Partial<StoredPersona> = {}): StoredPersona {
  return {
    ...{ id: `id-${name}`, name, qualifiedName: `default/${name}`, policies: [] },
    fields: { description: '', enabled: true, users: [], groups: [] },
    ...change,
  };
}

function token(name: string, change: Partial<StoredToken> = {}): StoredToken {
  return {
    ...{ id: `id-${name}`, name, username: `service-account-${name}`, version: 1, state: 'active', expiresIn: '90d' },
    unnamed: [],
    fields: {
      ...{ description: '', role: 'none', personas: [], scopes: null, networks: null, requestsPerMinute: null },
      ...{ mayRotateItself: false, responsible: null },
    },
    ...change,
  };
}

const empty: Workspace = {
  ...{ groups: [], purposes: [], personas: [], tokens: [] },
  connections: [
    { id: 'c', name: lake, label: 'lake', unnamed: [], fields: { users: ['ada'], groups: [], roles: [], tokens: [] } },
  ],
  directory: { people: new Set(['ada']), tags: new Set(['PII']), me: 'service-account-ci' },
};

function planning(text: string, workspace: Workspace = empty, prune: readonly PruneKind[] = []) {
  const reading = readDocument(`apiVersion: clavis/v1\n${text}`);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return makePlan({ reading, workspace, prune: new Set(prune) });
}

function planOf(...input: Parameters<typeof planning>): Plan {
  const made = planning(...input);
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return made.plan;
}

function problemsOf(...input: Parameters<typeof planning>): string[] {
  const made = planning(...input);
  return 'problems' in made
    ? made.problems.map(({ line, column, message }) => `${String(line)}:${String(column)} ${message}`)
    : [];
}

describe('what keeps a document from being applied', () => {
  it('every name that stands for nothing is told where it stands, all at once', () => {
    const text = [
      'groups: [{ name: team, members: [nobody] }]',
      'connections: [{ qualifiedName: default/glue/2, admins: { tokens: [gone] } }]',
      'purposes: [{ name: privacy, tags: [Unknown] }]',
      'personas: [{ name: readers, groups: [team, others] }]',
      'tokens: [{ name: etl, personas: [readers, writers], responsible: nobody }]',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      '2:34 there is no user `nobody`, or you may not see it',
      '3:17 there is no connection `default/glue/2`, or you may not see it',
      '3:67 there is no API token `gone`, or you may not see it',
      '4:36 there is no tag `Unknown`, or you may not see it',
      '5:44 there is no group `others`, or you may not see it',
      '6:43 there is no persona `writers`, or you may not see it',
      '6:53 there is no user `nobody`, or you may not see it',
    ]);
  });

  it('a name that is in a list already may stay when nobody is behind it any more', () => {
    const workspace = { ...empty, personas: [persona('p', { fields: { ...persona('p').fields, users: ['gone'] } })] };
    expect(problemsOf('personas: [{ name: p, users: [gone] }]', workspace)).toEqual([]);
  });

  it('two things of one name are not guessed between: their ids are told', () => {
    const workspace = { ...empty, tokens: [token('etl', { id: '1' }), token('etl', { id: '2' })] };
    expect(problemsOf('tokens: [{ name: etl }]', workspace)[0]).toContain(
      'is the name of 2 API tokens that are there: `1`, `2`',
    );
    expect(exportWorkspace(workspace, new Set(['tokens']))).toMatchObject({ document: { tokens: [] } });
    expect(exportWorkspace(workspace, new Set(['tokens'])).leftOut).toHaveLength(2);
  });

  it('a name that differs from what is there by its case alone is not made beside it', () => {
    const workspace = { ...empty, personas: [persona('Readers')] };
    expect(problemsOf('personas: [{ name: readers }]', workspace)[0]).toContain(
      'differs by its case alone from the persona `Readers`',
    );
  });

  it('what can never change is told before anything is sent', () => {
    const fields: PolicyFields = {
      kind: 'metadata',
      effect: 'allow',
      ...{ actions: ['persona-asset-read'], connection: lake, resources: [lake] },
      ...{ types: [], mask: null, enabled: true, audience: null },
    };
    const policies = [{ id: '1', name: 'read', qualifiedName: 'default/p/1', unnamed: [], fields }];
    const workspace = { ...empty, personas: [persona('p', { policies })], tokens: [token('etl')] };
    const text = `personas: [{ name: p, policies: [{ name: read, kind: data, actions: [select], connection: ${lake}, resources: [${lake}] }] }]\ntokens: [{ name: etl, role: admin }]`;
    expect(problemsOf(text, workspace)).toEqual([
      expect.stringContaining('of a policy never changes'),
      expect.stringContaining('of API token `etl` is `none` for good'),
    ]);
  });
});

describe('pruning', () => {
  const workspace = {
    ...empty,
    personas: [persona('kept'), persona('old')],
    tokens: [token('ci'), token('etl', { fields: { ...token('etl').fields, personas: ['old'] } })],
  };

  it('tells which API tokens lose what a deleted persona gives', () => {
    const gone = planItems(planOf('personas: [{ name: kept }]', workspace, ['personas'])).find(
      ({ verb }) => verb === 'delete',
    );
    expect(gone).toMatchObject({ kind: 'persona', name: 'old' });
    expect(gone?.fields).toContainEqual({ field: 'tokens', from: ['etl'], to: null });
  });

  it('needs the section: one that is absent would delete everything', () => {
    expect(problemsOf('personas: []', workspace, ['tokens'])[0]).toContain('has no section `tokens` to prune by');
  });

  it('does not delete the API token that it runs with', () => {
    expect(problemsOf('tokens: [{ name: etl }]', workspace, ['tokens'])[0]).toContain(
      '`ci`, the API token that this runs with',
    );
  });

  it('does not delete what the document refers to', () => {
    const text = 'personas: [{ name: kept }]\ntokens: [{ name: etl, personas: [old] }]';
    expect(problemsOf(text, workspace, ['personas'])).toEqual([
      '3:34 persona `old` is not declared, so that pruning would delete it',
    ]);
  });
});

describe('the order of steps', () => {
  it('lets everything find what it needs, restricts before it lets in, and deletes last', () => {
    const text = [
      'tokens: [{ name: etl, personas: [readers] }]',
      `personas: [{ name: readers, groups: [team], policies: [{ name: read, actions: [a], connection: ${lake}, resources: [${lake}] }] }]`,
      'purposes:',
      '  - { name: privacy, tags: [PII], policies: [{ name: deny, effect: deny, actions: [a], audience: { everyone: true } }] }',
      '  - { name: jobs, tags: [PII, PII2], policies: [{ name: allow, actions: [a], audience: { tokens: [etl] } }] }',
      `connections: [{ qualifiedName: ${lake}, admins: { users: [], groups: [team], tokens: [etl] } }]`,
      'groups: [{ name: team, members: [ada] }]',
    ].join('\n');
    const directory = { ...empty.directory, tags: new Set(['PII', 'PII2']) };
    const workspace = { ...empty, directory, personas: [persona('old')], tokens: [token('ci')] };
    const plan = planOf(text, workspace, ['personas']);
    expect(orderSteps(plan).map(stepText)).toEqual([
      'create group `team`',
      `let admins into connection \`${lake}\``,
      'create purpose `privacy` (policies: create 1)',
      'create persona `readers` (policies: create 1)',
      'create API token `etl`',
      'create purpose `jobs` (policies: create 1)',
      `change admins of connection \`${lake}\``,
      'delete persona `old`',
    ]);
  });
});

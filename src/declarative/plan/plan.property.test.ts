import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sections, type AccessDocument } from '../document/document.ts';
import { readDocument, type ReadDocument } from '../document/read-document.ts';
import { writeDocument } from '../document/write-document.ts';
import { exportWorkspace } from '../workspace/export-workspace.ts';
import { type StoredParent, type StoredPolicy, type Workspace } from '../workspace/workspace.ts';
import { makePlan } from './make-plan.ts';
import { hasChanges, planItems, type Change, type Plan, type PolicyPlan } from './plan.ts';
import { pruneKinds, type PruneKind } from './prune-kinds.ts';

const lake = 'default/glue/1';
const people = ['ada', 'grace', 'jsmith'];
const tags = ['PII', 'Finance'];

const start: Workspace = {
  ...{ groups: [], purposes: [], personas: [], tokens: [] },
  connections: [
    {
      ...{ id: 'c', name: lake, label: 'lake', unnamed: ['service-account-oauth-client-1'] },
      fields: { users: ['ada'], groups: [], roles: ['admin'], tokens: [] },
    },
  ],
  directory: { people: new Set(people), tags: new Set(tags), me: 'ada' },
};

const absent = { freq: 2, nil: undefined };
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, absent);
const some = (names: readonly string[]) =>
  fc.subarray([...names]).chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
const text = fc.constantFrom('', 'what it is for', 'no', '12: "x"\n# y', '\u00e4\u2028');
const uniqueBy = <T extends { name: string }>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(value, { selector: ({ name }) => name, maxLength: 3 });

const groupNames = ['team', 'others'];
const personaNames = ['readers', 'writers', 'null'];
const tokenNames = ['etl', 'dashboards'];

/** Without the keys that are there and undefined, which no document has. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const group = fc.record({
  name: fc.constantFrom(...groupNames),
  ...{ alias: maybe(fc.constantFrom('Team', 'yes')), description: maybe(text), default: maybe(fc.boolean()) },
  members: maybe(some(people)),
});
const policy = fc.record({
  name: fc.constantFrom('read', 'deny', 'more'),
  effect: maybe(fc.constantFrom('allow', 'deny')),
  actions: fc.constantFrom(['persona-asset-read'], ['persona-asset-read', 'persona-asset-update']),
  connection: fc.constant(lake),
  resources: fc.constantFrom([lake], [`${lake}/db`, `${lake}/other`]),
  types: maybe(fc.constantFrom(['Table'], ['*'])),
  enabled: maybe(fc.boolean()),
});
const persona = fc.record({
  name: fc.constantFrom(...personaNames),
  ...{ description: maybe(text), enabled: maybe(fc.boolean()), users: maybe(some(people)) },
  policies: maybe(uniqueBy(policy)),
});
const purposePolicy = fc.record({
  name: fc.constantFrom('read', 'mask'),
  effect: maybe(fc.constantFrom('allow', 'deny')),
  actions: fc.constant(['entity-read']),
  enabled: maybe(fc.boolean()),
  audience: fc.constantFrom({ everyone: true }, { users: ['jsmith'] }, { users: ['ada', 'grace'] }),
});
/** The server refuses two purposes with the same tags, so each has its own. */
const tagsOf = { privacy: [['PII'], ['Finance', 'PII']], finance: [['Finance']] };
const purpose = fc.constantFrom('privacy' as const, 'finance' as const).chain((name) =>
  fc.record({
    name: fc.constant(name),
    ...{ description: maybe(text), enabled: maybe(fc.boolean()) },
    tags: fc.constantFrom(...tagsOf[name]),
    policies: maybe(uniqueBy(purposePolicy)),
  }),
);
const token = fc.record({
  name: fc.constantFrom(...tokenNames),
  ...{ description: maybe(text), mayRotateItself: maybe(fc.boolean()), responsible: maybe(fc.constantFrom(...people)) },
  scopes: maybe(fc.constantFrom(null, { readOnly: true }, { actions: ['asset.read'], connections: [lake] })),
  networks: maybe(fc.constantFrom(null, ['10.0.0.1'], ['2001:DB8:0::/32'])),
  requestsPerMinute: maybe(fc.constantFrom(null, 60)),
});
const admins = fc.record({ users: maybe(some(people)), roles: maybe(fc.constantFrom([], ['admin'])) });

const anyDocument: fc.Arbitrary<AccessDocument> = fc
  .record({
    apiVersion: fc.constant('clavis/v1' as const),
    groups: maybe(uniqueBy(group)),
    connections: maybe(admins.map((one) => [{ qualifiedName: lake, admins: one }])),
    purposes: maybe(uniqueBy(purpose)),
    personas: maybe(uniqueBy(persona)),
    tokens: maybe(uniqueBy(token)),
  })
  .map((document) => plain(document) as unknown as AccessDocument);

const anyPrune = fc.subarray([...pruneKinds]).map((kinds) => new Set<PruneKind>(kinds));

function read(document: AccessDocument): ReadDocument {
  const reading = readDocument(writeDocument(document, 'yaml'));
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading;
}

function planOf(
  document: AccessDocument,
  workspace: Workspace,
  prune: ReadonlySet<PruneKind> = new Set(),
): Plan | null {
  const planning = makePlan({ reading: read(document), workspace, prune });
  return 'plan' in planning ? planning.plan : null;
}

let made = 0;

/** What a server does with a plan: makes, changes and deletes one thing each. */
function carryOut<T extends { readonly name: string; readonly fields: unknown }>(
  things: readonly T[],
  changes: readonly Change<T, T['fields']>[],
  more: (name: string) => object = () => ({}),
): T[] {
  const kept = things.filter(({ name }) => !changes.some((change) => change.name === name));
  const written = changes.flatMap(({ name, before, after }) => {
    made += 1;
    return after === null ? [] : [{ id: String(made), name, ...more(name), ...before, fields: after } as unknown as T];
  });
  return [...kept, ...written].reverse();
}

/** The server switches the policies of what is switched; those that the plan speaks of are set again. */
function carryOutParents<T extends StoredParent<{ readonly enabled: boolean }>>(
  things: readonly T[],
  plans: readonly (Change<T, T['fields']> & { readonly policies: readonly PolicyPlan[] })[],
): T[] {
  return carryOut(things, plans, (name) => ({ qualifiedName: `default/${name}`, policies: [] })).map((parent) => {
    const plan = plans.find(({ name }) => name === parent.name);
    const isSwitched = plan?.before !== null && plan?.before?.fields.enabled !== plan?.after?.enabled;
    const switched = parent.policies.map((one): StoredPolicy =>
      plan !== undefined && isSwitched ? { ...one, fields: { ...one.fields, enabled: parent.fields.enabled } } : one,
    );
    const more = (name: string) => ({ qualifiedName: `${parent.qualifiedName}/${name}`, unnamed: [] });
    return { ...parent, policies: carryOut(switched, plan?.policies ?? [], more) };
  });
}

function applied(plan: Plan, workspace: Workspace): Workspace {
  const newToken = (name: string) => ({
    username: `service-account-${name}`,
    version: 1,
    state: 'active',
    expiresIn: '90d',
    unnamed: [],
  });
  return {
    groups: carryOut(workspace.groups, plan.groups),
    connections: carryOut(workspace.connections, plan.connections),
    purposes: carryOutParents(workspace.purposes, plan.purposes),
    personas: carryOutParents(workspace.personas, plan.personas),
    tokens: carryOut(workspace.tokens, plan.tokens, newToken),
    directory: workspace.directory,
  };
}

/** A workspace with a past: several documents were applied to it, one after another. */
const anyWorkspace = fc.array(anyDocument, { maxLength: 3 }).map((documents) =>
  documents.reduce((workspace, document) => {
    const plan = planOf(document, workspace);
    return plan === null ? workspace : applied(plan, workspace);
  }, start),
);

function keysOf(plan: Plan): string[] {
  return planItems(plan)
    .map((item) => JSON.stringify(item))
    .sort();
}

const reversed = (document: AccessDocument): AccessDocument => ({
  apiVersion: 'clavis/v1',
  ...Object.fromEntries(
    Object.entries(document)
      .filter(([key]) => key !== 'apiVersion')
      .reverse()
      .map(([key, list]) => [key, Array.isArray(list) ? [...(list as unknown[])].reverse() : list]),
  ),
});

describe('a plan', () => {
  it('leaves nothing to plan once it is carried out', () => {
    fc.assert(
      fc.property(anyDocument, anyWorkspace, anyPrune, (document, workspace, prune) => {
        const plan = planOf(document, workspace, prune);
        fc.pre(plan !== null);
        const again = planOf(document, applied(plan, workspace), prune);
        expect(again === null ? null : planItems(again).filter(({ verb }) => verb !== 'keep')).toEqual([]);
      }),
    );
  });

  it('is the same whatever the order of the document and of the workspace', () => {
    fc.assert(
      fc.property(anyDocument, anyWorkspace, anyPrune, (document, workspace, prune) => {
        const plan = planOf(document, workspace, prune);
        const turned = Object.fromEntries(sections.map((section) => [section, [...workspace[section]].reverse()]));
        const other = planOf(reversed(document), { ...workspace, ...turned }, prune);
        expect(other === null ? null : keysOf(other)).toEqual(plan === null ? null : keysOf(plan));
      }),
    );
  });

  it('deletes only what it is asked to prune, only in sections that are there, and nothing that is declared', () => {
    fc.assert(
      fc.property(anyDocument, anyWorkspace, anyPrune, (document, workspace, prune) => {
        const plan = planOf(document, workspace, prune);
        fc.pre(plan !== null);
        const deleted = planItems(plan).filter(({ verb }) => verb === 'delete');
        const kinds = { persona: 'personas', purpose: 'purposes', policy: 'policies', token: 'tokens' } as const;
        for (const { kind, name } of deleted) {
          expect(Object.keys(kinds)).toContain(kind);
          const plural = kinds[kind as keyof typeof kinds];
          expect(prune.has(plural)).toBe(true);
          if (plural !== 'policies') expect(document[plural]?.some((one) => one.name === name)).toBe(false);
        }
      }),
    );
  });

  it('of what was exported changes nothing', () => {
    fc.assert(
      fc.property(anyWorkspace, anyPrune, (workspace, prune) => {
        const { document, leftOut } = exportWorkspace(workspace, new Set(sections));
        expect(leftOut).toEqual([]);
        const plan = planOf({ apiVersion: 'clavis/v1', ...document }, workspace, prune);
        expect(plan === null ? 'refused' : planItems(plan).filter(({ verb }) => verb !== 'keep')).toEqual([]);
      }),
    );
  });

  it('of an export rebuilds the workspace from nothing, and its export is the same text', () => {
    fc.assert(
      fc.property(anyWorkspace, (workspace) => {
        const exported = exportWorkspace(workspace, new Set(sections)).document;
        const plan = planOf({ apiVersion: 'clavis/v1', ...exported }, start);
        // How long a token lives is said when it is made, and the model does not make it so.
        const text = ({ tokens = [], ...rest }: typeof exported) =>
          writeDocument({ ...rest, tokens: tokens.map(({ expiresIn: _, ...one }) => one) }, 'yaml');
        expect(
          plan === null ? 'refused' : text(exportWorkspace(applied(plan, start), new Set(sections)).document),
        ).toBe(text(exported));
      }),
    );
  });

  it('is often more than nothing: what is held above is held of plans that do something', () => {
    const sample = fc.sample(fc.tuple(anyDocument, anyWorkspace, anyPrune), { numRuns: 200, seed: 7 });
    const plans = sample.map(([document, workspace, prune]) => planOf(document, workspace, prune));
    const pending = plans.filter((plan) => plan !== null && hasChanges(plan));
    const deleting = pending.filter((plan) => plan !== null && planItems(plan).some(({ verb }) => verb === 'delete'));
    expect(pending.length).toBeGreaterThan(80);
    expect(deleting.length).toBeGreaterThan(10);
  });
});

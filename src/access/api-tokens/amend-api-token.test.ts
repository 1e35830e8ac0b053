import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallWorkspace, type SmallWorkspace, type TestToken } from '../../../test/support/small-workspace.ts';
import { authenticateBearer, findPrincipal, type Principal } from '../../identity/index.ts';
import { decideAsset } from '../decide-asset.ts';
import { gatherFacts } from '../gather-facts.ts';
import { type PersonaRecord } from '../personas/record-persona.ts';
import { amendApiToken, type ApiTokenAmendment, type ExpectedVersions } from './amend-api-token.ts';
import { createApiToken, type ApiTokenInput } from './create-api-token.ts';
import { getApiToken } from './get-api-token.ts';
import { listApiTokens } from './list-api-tokens.ts';
import { resumeApiToken, suspendApiToken } from './suspend-api-token.ts';
import { updateApiToken } from './update-api-token.ts';

const connection = 'default/glue/1';

let workspace: SmallWorkspace;
let admin: Principal;
let adminToken: TestToken;
let readers: PersonaRecord;
let writers: PersonaRecord;
let governed: PersonaRecord;

beforeAll(async () => {
  workspace = await createSmallWorkspace();
  admin = await workspace.addUser('boss', 'admin');
  await workspace.addUser('keeper', 'member');
  adminToken = await workspace.addToken('power', 'admin');
  readers = await workspace.savePersona({ name: 'Readers' });
  writers = await workspace.savePersona({ name: 'Writers' });
  governed = await workspace.savePersona({ name: 'Governed' });
  await workspace.saveConnection({ qualifiedName: connection, adminUsers: ['keeper'] });
  await workspace.savePolicy({
    personaGuid: governed.guid,
    resources: [`entity:${connection}`],
    actions: ['persona-asset-read', 'persona-asset-update'],
  });
});
afterAll(() => workspace.close());

const input: ApiTokenInput = { displayName: 'pipeline', description: 'd', personaQualifiedNames: [], role: 'none' };
const make = async (more: Partial<ApiTokenInput> = {}) =>
  (await createApiToken(workspace, admin, { ...input, ...more })).token;
const amend = (id: string, amendment: ApiTokenAmendment, expected: ExpectedVersions = 'any') =>
  amendApiToken(workspace, admin, { id, expected, amendment });
const amendBy = (by: Principal, id: string, amendment: ApiTokenAmendment) =>
  amendApiToken(workspace, by, { id, expected: 'any', amendment });
const namesOf = (personas: readonly { readonly name: string }[]) => personas.map(({ name }) => name);

describe('amending a token', () => {
  test('changes what is given, leaves the rest, and the version grows with it', async () => {
    const token = await make({ personaQualifiedNames: [readers.qualifiedName] });
    const { linked: _linked, unlinked: _unlinked, ...renamed } = await amend(token.id, { displayName: 'new' }, [1]);
    expect(renamed).toEqual({ ...token, displayName: 'new', version: 2 });
    const scopes = { readOnly: true, connections: [connection] };
    const terms = { scopes, allowedNetworks: ['10.0.0.0/8'], requestsPerMinute: 60, mayRotateItself: true };
    const { linked: _l, unlinked: _u, ...bound } = await amend(token.id, terms, [2]);
    expect(bound).toEqual({ ...renamed, ...terms, version: 3 });
    const free = await amend(token.id, { scopes: null, allowedNetworks: null, requestsPerMinute: null }, [3]);
    expect(free).toMatchObject({ scopes: null, allowedNetworks: null, requestsPerMinute: null, mayRotateItself: true });
  });

  test('adds and removes personas beside the others, and says which', async () => {
    const token = await make({ personaQualifiedNames: [readers.qualifiedName] });
    const added = await amend(token.id, { addPersonas: [writers.qualifiedName, readers.qualifiedName] }, null);
    expect(namesOf(added.personas).sort()).toEqual(['Readers', 'Writers']);
    expect([namesOf(added.linked), namesOf(added.unlinked), added.version]).toEqual([['Writers'], [], 2]);
    const removed = await amend(token.id, { removePersonas: [readers.qualifiedName, governed.qualifiedName] }, null);
    expect([namesOf(removed.linked), namesOf(removed.unlinked), removed.version]).toEqual([[], ['Readers'], 3]);
    expect(namesOf(removed.personas)).toEqual(['Writers']);
    // An empty list is not an absent one, and here both leave everything.
    const same = await amend(token.id, { addPersonas: [], removePersonas: [] }, null);
    expect([namesOf(same.personas), same.version]).toEqual([['Writers'], 3]);
  });

  test('what changes nothing leaves the version', async () => {
    const token = await make({ scopes: { actions: ['asset.update', 'asset.read'] } });
    const same = { displayName: 'pipeline', scopes: { actions: ['asset.read', 'asset.update', 'asset.read'] } };
    expect((await amend(token.id, same)).version).toBe(1);
  });

  test('the version grows with changes over the Atlan wire, suspension and resumption too', async () => {
    const { id } = await make();
    expect((await updateApiToken(workspace, admin, { id, displayName: 'other' })).version).toBe(2);
    const personaQualifiedNames = [readers.qualifiedName];
    expect((await updateApiToken(workspace, admin, { id, personaQualifiedNames })).version).toBe(3);
    expect((await updateApiToken(workspace, admin, { id, personaQualifiedNames })).version).toBe(3);
    expect((await suspendApiToken(workspace, admin, { id, reason: 'x' })).version).toBe(4);
    expect((await suspendApiToken(workspace, admin, { id, reason: 'y' })).version).toBe(4);
    expect((await resumeApiToken(workspace, admin, id)).version).toBe(5);
    expect((await resumeApiToken(workspace, admin, id)).version).toBe(5);
  });

  test('in a version that is gone is refused, naming the one it is in, and changes nothing', async () => {
    const token = await make();
    await amend(token.id, { description: 'meanwhile' });
    await expect(amend(token.id, { displayName: 'late' }, [1])).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('its version is `2`'),
    });
    await expect(amend(token.id, { addPersonas: [readers.qualifiedName] }, [])).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    expect(await getApiToken(workspace, admin, token.id)).toMatchObject({ displayName: 'pipeline', personas: [] });
    expect((await amend(token.id, { displayName: 'in time' }, [1, 2])).version).toBe(3);
  });

  test('a value is not replaced without naming the version; adding and removing may', async () => {
    const { id } = await make();
    await expect(amend(id, { displayName: 'x', addPersonas: [] }, null)).rejects.toMatchObject({
      code: 'field_invalid',
      message: expect.stringContaining('If-Match: is needed to change `displayName`'),
    });
  });

  test('that is refused in one part is refused as a whole', async () => {
    const token = await make();
    const amendment = { displayName: 'never', addPersonas: ['default/x'], scopes: { readOnly: true } };
    await expect(amend(token.id, amendment)).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'addPersonas', message: expect.stringContaining('default/x') }],
    });
    const both = { addPersonas: [readers.qualifiedName], removePersonas: [readers.qualifiedName] };
    await expect(amend(token.id, both)).rejects.toMatchObject({ code: 'field_invalid' });
    await expect(amend(token.id, { responsibleUsername: 'nobody' })).rejects.toMatchObject({
      code: 'field_invalid',
      details: [{ path: 'responsibleUsername' }],
    });
    expect(await getApiToken(workspace, admin, token.id)).toEqual(token);
  });

  test('is recorded with what it linked, unlinked and set', async () => {
    const { id } = await make();
    await amend(id, { addPersonas: [readers.qualifiedName], scopes: { readOnly: true } });
    const { detail } = await workspace.db
      .selectFrom('audit_record')
      .select('detail')
      .where('object_id', '=', id)
      .where('action', '=', 'api-token.update')
      .executeTakeFirstOrThrow();
    expect(typeof detail === 'string' ? JSON.parse(detail) : detail).toEqual({
      ...{ displayName: 'pipeline', version: 2, scopes: { readOnly: true } },
      ...{ linked: [readers.qualifiedName], unlinked: [] },
    });
  });
});

describe('a ceiling holds', () => {
  const table = {
    qualifiedName: `${connection}/db/t`,
    typeName: 'Table',
    superTypes: ['Asset'],
    connectionQualifiedName: connection,
    createdBy: 'x',
    tagNames: [],
    glossaryQualifiedName: null,
  };
  const may = async (principal: Principal, action: 'asset.read' | 'asset.update') =>
    decideAsset(await gatherFacts(workspace.db, principal), action, table).effect;

  test('from the commit on, for a principal that was authenticated before it', async () => {
    const { token, secret } = await createApiToken(workspace, admin, {
      ...input,
      personaQualifiedNames: [governed.qualifiedName],
    });
    const status = await authenticateBearer(workspace, secret);
    if (status.status !== 'valid') throw new Error(status.status);
    expect([await may(status.principal, 'asset.read'), await may(status.principal, 'asset.update')]).toEqual([
      'allow',
      'allow',
    ]);
    await amend(token.id, { scopes: { readOnly: true } });
    expect([await may(status.principal, 'asset.read'), await may(status.principal, 'asset.update')]).toEqual([
      'allow',
      'deny',
    ]);
    await amend(token.id, { scopes: { connections: ['default/glue/10'] } });
    expect(await may(status.principal, 'asset.read')).toBe('deny');
    await amend(token.id, { scopes: null });
    expect(await may(status.principal, 'asset.update')).toBe('allow');
  });

  // A scheduled run has no request: it finds its actor anew.
  test('for work that goes on in the token’s name without a request', async () => {
    const token = await make({ personaQualifiedNames: [governed.qualifiedName], scopes: { readOnly: true } });
    const now = await findPrincipal(workspace.db, token.actorId);
    if (now === null) throw new Error('a token that was made is found');
    expect(now.principal.scopes).toEqual({ readOnly: true });
    expect(await may(now.principal, 'asset.update')).toBe('deny');
    await suspendApiToken(workspace, admin, { id: token.id, reason: 'x' });
    expect((await findPrincipal(workspace.db, token.actorId))?.state).toBe('disabled');
    expect(await may(now.principal, 'asset.read')).toBe('deny');
  });
});

describe('nobody gives what they do not hold', () => {
  const refused = { code: 'permission_denied' };

  test.each<[string, ApiTokenAmendment]>([
    ['scopes', { scopes: null }],
    ['narrower scopes', { scopes: { readOnly: true } }],
    ['networks', { allowedNetworks: null }],
    ['rate', { requestsPerMinute: 1_000_000 }],
    ['right to rotate', { mayRotateItself: true }],
    ['responsible person', { responsibleUsername: 'keeper' }],
    ['personas', { addPersonas: [] }],
  ])('no token changes its own %s', async (_what, amendment) => {
    await expect(amendBy(adminToken.principal, adminToken.record.id, amendment)).rejects.toMatchObject(refused);
  });

  test('a token may change what it is called', async () => {
    const token = await workspace.addToken('vain', 'admin');
    const renamed = await amendBy(token.principal, token.record.id, { displayName: 'vainer', description: 'x' });
    expect(renamed.displayName).toBe('vainer');
  });

  test('a token makes none with wider scopes, and lifts none above its own', async () => {
    const scoped = await workspace.addToken('scoped', 'admin');
    const own = { readOnly: false, actions: ['asset.read', 'token.manage', 'token.read'] };
    await amend(scoped.record.id, { scopes: own });
    const by = scoped.principal;
    await expect(createApiToken(workspace, by, input)).rejects.toMatchObject(refused);
    await expect(createApiToken(workspace, by, { ...input, scopes: { readOnly: true } })).rejects.toMatchObject(
      refused,
    );
    const scopes = { actions: ['asset.read'] };
    const { token } = await createApiToken(workspace, by, { ...input, scopes });
    expect(token.scopes).toEqual(scopes);
    await expect(amendBy(by, token.id, { scopes: null })).rejects.toMatchObject(refused);
    await amendBy(by, token.id, { scopes: { actions: ['asset.read', 'token.read'] } });
  });

  test('a token lifts no ceiling from what it does not hold itself; a person with the role admin may', async () => {
    const personaQualifiedNames = [governed.qualifiedName];
    const { id } = await make({ personaQualifiedNames, scopes: { readOnly: true } });
    await expect(amendBy(adminToken.principal, id, { scopes: null })).rejects.toMatchObject(refused);
    const narrower = { readOnly: true, connections: ['default/glue/10'] };
    await amendBy(adminToken.principal, id, { scopes: narrower });
    await amend(id, { scopes: null });
  });

  test('a token that is tied to networks makes none that works elsewhere', async () => {
    const tied = await workspace.addToken('tied', 'admin');
    await amend(tied.record.id, { allowedNetworks: ['10.0.0.0/8'] });
    const by = tied.principal;
    await expect(createApiToken(workspace, by, input)).rejects.toMatchObject(refused);
    await expect(
      createApiToken(workspace, by, { ...input, allowedNetworks: ['10.1.0.0/16', '192.0.2.0/24'] }),
    ).rejects.toThrow('must lie within `10.0.0.0/8`');
    const { token } = await createApiToken(workspace, by, { ...input, allowedNetworks: ['10.1.0.0/16'] });
    await expect(amendBy(by, token.id, { allowedNetworks: null })).rejects.toMatchObject(refused);
  });

  test('a token links no persona whose grants it does not hold', async () => {
    const { id } = await make();
    const addPersonas = [governed.qualifiedName];
    await expect(amendBy(adminToken.principal, id, { addPersonas })).rejects.toMatchObject({
      code: 'connection_admin_required',
    });
  });

  test.each(['default', 'read', 'none'] as const)(
    'a token of role %s amends, suspends and resumes none',
    async (role) => {
      const { principal } = await workspace.addToken('small', role);
      const { id } = await make();
      await expect(amendBy(principal, id, { addPersonas: [] })).rejects.toMatchObject(refused);
      await expect(suspendApiToken(workspace, principal, { id, reason: 'x' })).rejects.toMatchObject(refused);
      await expect(resumeApiToken(workspace, principal, id)).rejects.toMatchObject(refused);
    },
  );

  test('a token does not resume itself, whenever its request began', async () => {
    const token = await workspace.addToken('asleep', 'admin');
    await suspendApiToken(workspace, admin, { id: token.record.id, reason: 'x' });
    await expect(resumeApiToken(workspace, token.principal, token.record.id.toUpperCase())).rejects.toMatchObject(
      refused,
    );
    expect((await getApiToken(workspace, admin, token.record.id)).state).toBe('suspended');
  });
});

describe('who answers for a token', () => {
  const everything = { sort: [], offset: 0 };

  test('is the person who makes it, or who answers for the token that makes it', async () => {
    const token = await make({ role: 'admin' });
    expect(token.responsible).toEqual({ id: admin.actorId, username: 'boss', isActive: true });
    const principal = (await findPrincipal(workspace.db, token.actorId))?.principal;
    if (principal === undefined) throw new Error('a token that was made is found');
    const grandchild = await createApiToken(workspace, principal, input);
    expect(grandchild.token.responsible?.username).toBe('boss');
  });

  test('can be passed on, and a token whose person has gone is listed as ownerless and works on', async () => {
    const leaver = await workspace.addUser('leaver', 'admin');
    const { token, secret } = await createApiToken(workspace, leaver, input);
    await workspace.db.updateTable('actor').set({ state: 'disabled' }).where('id', '=', leaver.actorId).execute();
    expect((await authenticateBearer(workspace, secret)).status).toBe('valid');
    const ownerless = async () =>
      (await listApiTokens(workspace, admin, { ...everything, ownerless: true })).records.map(({ id }) => id);
    expect(await ownerless()).toContain(token.id);
    const passed = await amend(token.id, { responsibleUsername: 'boss' });
    expect(passed).toMatchObject({
      responsible: { username: 'boss', isActive: true },
      createdBy: 'leaver',
      version: 2,
    });
    expect(await ownerless()).not.toContain(token.id);
    await expect(amend(token.id, { responsibleUsername: 'leaver' })).rejects.toMatchObject({ code: 'field_invalid' });
    await expect(amend(token.id, { responsibleUsername: adminToken.record.username })).rejects.toMatchObject({
      code: 'field_invalid',
    });
  });

  test('what expires soon, or has lately, is listed the first to go first', async () => {
    const [soon, later] = [await make({ validitySeconds: 86_400 }), await make({ validitySeconds: 20 * 86_400 })];
    const query = { ...everything, sort: [{ field: 'expiresAt', descending: false }], expiresWithinDays: 7 };
    expect((await listApiTokens(workspace, admin, query)).records.map(({ id }) => id)).toEqual([soon.id]);
    const wide = await listApiTokens(workspace, admin, { ...query, expiresWithinDays: 30 });
    expect(wide.records.map(({ id }) => id)).toEqual([soon.id, later.id]);
  });
});

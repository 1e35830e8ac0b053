import {
  addToGroups,
  amendApiToken,
  changeRole,
  createAccessRequest,
  createAccountCode,
  createApiToken,
  createOauthClient,
  inviteUsers,
  removeFromGroup,
  rotateApiToken,
  updateApiToken,
  type AccessDeps,
} from '../../../src/access/index.ts';
import {
  addTags,
  approveAccessRequest,
  changeCollectionMembers,
  changeConnectionAdmins,
  deleteEntities,
  purgeTypedefs,
  removeTag,
  saveEntities,
  type CatalogDeps,
} from '../../../src/catalog/index.ts';
import { isJsonObject, newGuid, type JsonObject, type JsonValue } from '../../../src/foundation/index.ts';
import { findPrincipalByUsername, rolesOf, type Role } from '../../../src/identity/index.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { policyEntity, type Asset } from '../scene.ts';
import {
  allActions,
  elsewhere,
  foreign,
  purposePolicyEntity,
  reference,
  type EscalationWorld,
  type Player,
} from './escalation-world.ts';

/** Somebody's turn in a sequence. What they choose comes from `random` alone, so a turn can be taken again. */
export interface Turn {
  readonly world: EscalationWorld;
  readonly deps: CatalogDeps & AccessDeps;
  readonly as: Player;
  /** The coalition. It grows by every actor whose secret it gets hold of. */
  readonly team: Player[];
  readonly random: SeededRandom;
}

/** One way of changing who may do what, well meant or not. A refusal of the product is thrown. */
export type Command = (turn: Turn) => Promise<unknown>;

function pick<T>({ random }: Turn, choices: readonly T[]): T {
  const [first, ...rest] = choices;
  if (first === undefined) throw new Error('nothing to choose from');
  return random.pick([first, ...rest]);
}

function asset({ world }: Turn, name: string): Asset {
  const found = world.assets[name];
  if (found === undefined) throw new Error(`there is no \`${name}\``);
  return found;
}

function some(turn: Turn, ...names: readonly string[]): Asset {
  return asset(turn, pick(turn, names));
}

function save(turn: Turn, entity: JsonObject): Promise<unknown> {
  return saveEntities(turn.deps, turn.as.principal, { entities: [entity], appendTags: true });
}

/** Saves what is there again, with other things said of it. */
function resave(turn: Turn, target: Asset, entity: JsonObject): Promise<unknown> {
  const { guid, typeName, name, qualifiedName } = target;
  const attributes = isJsonObject(entity['attributes']) ? entity['attributes'] : {};
  return save(turn, { ...entity, guid, typeName, attributes: { name, qualifiedName, ...attributes } });
}

/** Changes some attributes of what is there. */
function change(turn: Turn, target: Asset, attributes: JsonObject): Promise<unknown> {
  return resave(turn, target, { attributes });
}

function remove(turn: Turn, { guid }: Asset): Promise<unknown> {
  const deleteType = pick(turn, ['SOFT', 'PURGE'] as const);
  return deleteEntities(turn.deps, turn.as.principal, { guids: [guid], deleteType });
}

function usernames({ team }: Turn): string[] {
  return team.map(({ principal }) => principal.username);
}

function persona(turn: Turn): Asset {
  return some(turn, 'readers', 'full', 'stewards', 'off');
}

function token({ team, world }: Turn): string {
  const own = team.find(({ tokenId }) => tokenId !== null);
  return own?.tokenId ?? world.service.tokenId ?? '';
}

/** Whoever was made, or whose secret became known, is one of the coalition from now on. */
async function join({ deps, team }: Turn, username: string): Promise<void> {
  const found = await findPrincipalByUsername(deps.db, username);
  if (found !== null) team.push({ principal: found.principal, tokenId: null });
}

const personaCommands: Readonly<Record<string, Command>> = {
  'put people into a persona': (turn) =>
    change(turn, persona(turn), { personaUsers: pick(turn, [['mia'], ['mia', 'olga'], ['olga']]) }),
  'put a group into a persona': (turn) =>
    change(turn, persona(turn), { personaGroups: pick(turn, [['crew'], ['stewards', 'crew'], []]) }),
  'switch a persona': (turn) => change(turn, persona(turn), { isAccessControlEnabled: turn.random.below(2) === 0 }),
  'delete a persona': (turn) => remove(turn, persona(turn)),
  'restore a persona': (turn) => resave(turn, persona(turn), { status: 'ACTIVE' }),
  'write a policy of a persona': (turn) =>
    save(
      turn,
      policyEntity({
        persona: persona(turn),
        connection: some(turn, 'connection', 'own'),
        path: pick(turn, [foreign, `${foreign}/d/s/closed`, elsewhere, `${foreign}/d/*`]),
        type: pick(turn, ['allow', 'deny']),
        actions: allActions,
      }) as unknown as JsonObject,
    ),
  'widen a policy': (turn) =>
    change(turn, some(turn, 'readPolicy', 'stewardPolicy'), { policyResources: [`entity:${foreign}`] }),
  'give a policy more actions': (turn) => change(turn, some(turn, 'readPolicy'), { policyActions: allActions }),
  'narrow a deny': (turn) => change(turn, asset(turn, 'denyPolicy'), { policyResources: [`entity:${foreign}/d/s/x`] }),
  'turn a deny into an allow': (turn) => change(turn, asset(turn, 'denyPolicy'), { policyType: 'allow' }),
  'take actions from a deny': (turn) =>
    change(turn, asset(turn, 'denyPolicy'), { policyActions: ['persona-asset-update'] }),
  'switch a policy': (turn) =>
    change(turn, some(turn, 'readPolicy', 'denyPolicy', 'offPolicy', 'fullPolicy'), {
      isPolicyEnabled: turn.random.below(2) === 0,
    }),
  'delete a policy': (turn) => remove(turn, some(turn, 'denyPolicy', 'readPolicy')),
  'restore a policy': (turn) =>
    resave(turn, some(turn, 'denyPolicy', 'readPolicy', 'fullPolicy'), { status: 'ACTIVE' }),
};

const tokenCommands: Readonly<Record<string, Command>> = {
  'link a token to personas': (turn) => {
    const personaQualifiedNames = pick(turn, [[persona(turn).qualifiedName], []]);
    const update = { id: token(turn), displayName: 'x', description: '', personaQualifiedNames };
    return updateApiToken(turn.deps, turn.as.principal, update);
  },
  'add a persona to a token': (turn) => {
    const amendment = { addPersonas: [persona(turn).qualifiedName] };
    return amendApiToken(turn.deps, turn.as.principal, { id: token(turn), expected: 'any', amendment });
  },
  'take a persona from a token': (turn) => {
    const amendment = { removePersonas: [asset(turn, 'readers').qualifiedName] };
    return amendApiToken(turn.deps, turn.as.principal, { id: token(turn), expected: 'any', amendment });
  },
  'make a token with personas': async (turn) => {
    const role: Role = pick(turn, ['none', 'default', 'admin']);
    const personaQualifiedNames = pick(turn, [[], [asset(turn, 'full').qualifiedName]]);
    const terms = { displayName: 'x', description: '', personaQualifiedNames, validitySeconds: null, role };
    const made = await createApiToken(turn.deps, turn.as.principal, terms);
    await join(turn, made.token.username);
  },
  'rotate the token of somebody else': async (turn) => {
    const id = turn.world.service.tokenId ?? '';
    await rotateApiToken(turn.deps, turn.as.principal, { id, presentedSecretId: null });
    await join(turn, turn.world.service.principal.username);
  },
  'make an OAuth client with personas': async (turn) => {
    const role = pick(turn, ['$admin', '$api-token-default-access']);
    const personaQualifiedNames = [asset(turn, 'full').qualifiedName];
    const input = { displayName: 'x', description: '', role, personaQualifiedNames };
    const { client } = await createOauthClient(turn.deps, turn.as.principal, input);
    await join(turn, `service-account-${client.clientId}`);
  },
};

const peopleCommands: Readonly<Record<string, Command>> = {
  'put somebody into a group': (turn) => {
    const { stewards, keepers } = turn.world.groups;
    const mia = turn.world.players.mia.principal.actorId;
    return addToGroups(turn.deps, turn.as.principal, { userId: mia, groupIds: [pick(turn, [stewards, keepers])] });
  },
  'take somebody out of a group': (turn) => {
    const { crew } = turn.world.groups;
    const userIds = [turn.world.players.mia.principal.actorId];
    return removeFromGroup(turn.deps, turn.as.principal, { groupId: crew, userIds });
  },
  'change a role': (turn) => {
    const [admin] = rolesOf(turn.world.owner.principal);
    const userId = turn.world.players.mia.principal.actorId;
    return changeRole(turn.deps, turn.as.principal, { userId, roleId: admin?.id ?? '' });
  },
  'get a code for the account of somebody': async (turn) => {
    const userId = turn.world.owner.principal.actorId;
    await createAccountCode(turn.deps, turn.as.principal, { userId, purpose: 'password-reset' });
    await join(turn, turn.world.owner.principal.username);
  },
  'invite an admin': async (turn) => {
    const email = `${newGuid()}@example.com`;
    const [invited] = await inviteUsers(turn.deps, turn.as.principal, [{ email, roleName: '$admin' }]);
    if (invited !== undefined) await join(turn, invited.username);
  },
};

const connectionCommands: Readonly<Record<string, Command>> = {
  'write the admin list': (turn) =>
    change(turn, asset(turn, 'connection'), { adminUsers: ['olga', ...usernames(turn)] }),
  'let a group administer': (turn) =>
    change(turn, asset(turn, 'connection'), { adminGroups: pick(turn, [['keepers', 'crew'], ['keepers']]) }),
  'let a role administer': (turn) =>
    change(turn, asset(turn, 'connection'), {
      adminRoles: turn.team.flatMap(({ principal }) => rolesOf(principal).map(({ id }) => id)).slice(0, 1),
    }),
  'add an admin': (turn) =>
    changeConnectionAdmins(turn.deps, turn.as.principal, {
      kind: 'add',
      connection: pick(turn, [foreign, elsewhere]),
      names: { users: ['mia'], groups: [], roles: [], tokens: [] },
    }),
  'ask to be an admin and agree to it': async (turn) => {
    const asking = pick(turn, turn.team);
    const input = { kind: 'connection-admin', target: foreign, reason: 'x' } as const;
    const { id } = await createAccessRequest(turn.deps, asking.principal, input);
    await approveAccessRequest(turn.deps, turn.as.principal, { id });
  },
  'take a connection name': (turn) =>
    save(turn, {
      typeName: 'Connection',
      guid: '-1',
      attributes: { name: 'taken', qualifiedName: pick(turn, [foreign, 'default/glue', `${foreign}/d`]) },
    }),
  'purge a connection': (turn) => remove(turn, some(turn, 'connection', 'own')),
};

const purposeCommands: Readonly<Record<string, Command>> = {
  'write a policy of a purpose': (turn) =>
    save(
      turn,
      purposePolicyEntity({
        purpose: some(turn, 'sensitive', 'open', 'idle'),
        ...pick(turn, [
          { actions: ['entity-read', 'entity-update', 'entity-delete'] },
          { actions: ['select'], category: 'data' as const },
        ]),
        ...pick(turn, [{ groups: ['public'] }, { groups: ['crew'] }, { users: ['mia'], groups: [] }]),
      }),
    ),
  'change the audience of a policy': (turn) =>
    change(turn, some(turn, 'sensitiveDeny', 'openAllow'), { policyGroups: [pick(turn, ['stewards', 'crew'])] }),
  'give a policy of a purpose more actions': (turn) =>
    change(turn, asset(turn, 'openAllow'), { policyActions: ['entity-read', 'entity-update', 'entity-delete'] }),
  'switch a policy of a purpose': (turn) =>
    change(turn, some(turn, 'sensitiveDeny', 'idleAllow'), { isPolicyEnabled: turn.random.below(2) === 0 }),
  'switch a purpose': (turn) =>
    change(turn, some(turn, 'sensitive', 'idle'), { isAccessControlEnabled: turn.random.below(2) === 0 }),
  'give a purpose other tags': (turn) => {
    const { pii, open, plain } = turn.world.tags;
    const purposeClassifications = pick(turn, [[open, pii], [plain], [plain, pii], [open]]);
    return change(turn, some(turn, 'open', 'sensitive'), { purposeClassifications });
  },
  'delete a purpose or one of its policies': (turn) => remove(turn, some(turn, 'sensitive', 'sensitiveDeny', 'open')),
  'restore a purpose or one of its policies': (turn) =>
    resave(turn, some(turn, 'sensitive', 'sensitiveDeny', 'open', 'openAllow'), { status: 'ACTIVE' }),
};

const tables = ['plain', 'pii', 'closed', 'far', 'ownTable'] as const;

function tagNamed(turn: Turn): string {
  const { pii, open, plain } = turn.world.tags;
  return pick(turn, [pii, open, plain]);
}

function byName({ typeName, qualifiedName }: Asset) {
  return { typeName, attributes: { qualifiedName } };
}

const tagCommands: Readonly<Record<string, Command>> = {
  'tag an asset': (turn) => {
    const tag: JsonValue = { typeName: tagNamed(turn), propagate: turn.random.below(2) === 0 };
    const target = some(turn, ...tables);
    if (turn.random.below(2) === 0) {
      return addTags(turn.deps, turn.as.principal, { ...byName(target), tags: [tag] });
    }
    return resave(turn, target, { addOrUpdateClassifications: [tag] });
  },
  'take a tag off': (turn) => {
    const request = { ...byName(some(turn, 'pii', 'far', 'plain')), tagName: tagNamed(turn) };
    return removeTag(turn.deps, turn.as.principal, request);
  },
  'replace the tags of an asset': (turn) => {
    const { guid, typeName } = some(turn, ...tables);
    const classifications = pick(turn, [[], [{ typeName: tagNamed(turn) }]]);
    const entity = { guid, typeName, attributes: {}, classifications };
    return saveEntities(turn.deps, turn.as.principal, { entities: [entity], replaceTags: true });
  },
  'attach a term whose tag travels': (turn) =>
    change(turn, some(turn, ...tables), { meanings: [reference(asset(turn, 'term'))] }),
  'attach it from the side of the term': (turn) => {
    const { guid, typeName } = asset(turn, 'term');
    const assignedEntities = [reference(some(turn, ...tables))];
    return save(turn, { guid, typeName, attributes: {}, appendRelationshipAttributes: { assignedEntities } });
  },
  'draw lineage from a tagged asset': (turn) =>
    change(turn, asset(turn, 'process'), {
      inputs: [reference(some(turn, 'far', 'pii'))],
      outputs: [reference(some(turn, 'plain', 'closed'))],
    }),
  'draw lineage of its own': (turn) =>
    save(turn, {
      typeName: 'Process',
      guid: '-1',
      attributes: {
        ...{ name: 'own', qualifiedName: `${elsewhere}/${newGuid()}` },
        inputs: [reference(some(turn, 'ownTable', 'far'))],
        outputs: [reference(some(turn, 'closed', 'plain'))],
      },
    }),
  'purge a tag': (turn) =>
    purgeTypedefs(turn.deps, turn.as.principal, { classificationDefs: [{ name: turn.world.tags.pii }] }),
};

const assetCommands: Readonly<Record<string, Command>> = {
  'describe an asset': (turn) => change(turn, some(turn, ...tables), { description: newGuid() }),
  'call an asset by another path': (turn) =>
    change(turn, some(turn, ...tables), { qualifiedName: `${elsewhere}/${newGuid()}` }),
  'say it was made by oneself': (turn) => {
    const createdBy = turn.as.principal.username;
    return resave(turn, some(turn, ...tables), { createdBy, attributes: { createdBy } });
  },
  'say it lies in another connection': (turn) =>
    change(turn, some(turn, ...tables), { connectionQualifiedName: elsewhere }),
  'own an asset': (turn) => change(turn, some(turn, ...tables), { ownerUsers: usernames(turn) }),
  'create beneath a path': (turn) =>
    save(turn, {
      typeName: 'Table',
      guid: '-1',
      attributes: { name: 'x', qualifiedName: `${pick(turn, [foreign, elsewhere])}/d/s/${newGuid()}` },
    }),
  'delete an asset': (turn) => remove(turn, some(turn, ...tables)),
  'restore an asset': (turn) => resave(turn, some(turn, ...tables, 'old'), { status: 'ACTIVE' }),
};

const collectionCommands: Readonly<Record<string, Command>> = {
  'write the lists of a collection': (turn) => {
    const list = pick(turn, ['viewerUsers', 'adminUsers', 'viewerGroups', 'adminGroups']);
    const names = list.endsWith('Users') ? usernames(turn) : ['crew'];
    return change(turn, some(turn, 'collection', 'secretCollection'), { [list]: names });
  },
  'add a member to a collection': (turn) =>
    changeCollectionMembers(turn.deps, turn.as.principal, {
      kind: 'add',
      collection: some(turn, 'collection', 'secretCollection').qualifiedName,
      editors: { users: ['mia'], groups: [], tokens: [] },
      viewers: { users: [], groups: [], tokens: [] },
      expected: 'any',
    }),
  'move a query': (turn) =>
    change(turn, some(turn, 'secretQuery', 'query'), {
      parent: reference(some(turn, 'collection', 'secretCollection')),
    }),
};

/** Every command of the model by its name. */
export const escalationCommands: Readonly<Record<string, Command>> = {
  ...personaCommands,
  ...tokenCommands,
  ...peopleCommands,
  ...connectionCommands,
  ...purposeCommands,
  ...tagCommands,
  ...assetCommands,
  ...collectionCommands,
};

import {
  forgetGoverned,
  recordConnectionAdmins,
  recordPersona,
  recordPolicy,
  recordPurpose,
  recordPurposePolicy,
  type ConnectionAdmins,
  type PersonaRecord,
  type PolicyRecord,
  type PurposePolicyRecord,
  type PurposeRecord,
} from '../../src/access/index.ts';
import { newGuid, newNanoid, systemClock, type Clock } from '../../src/foundation/index.ts';
import {
  createLocalUser,
  insertApiToken,
  type ApiTokenRecord,
  type Principal,
  type Role,
} from '../../src/identity/index.ts';
import { transact, type Db } from '../../src/postgres/index.ts';
import { createTestDatabase } from './database.ts';

/** A token actor together with its record and bearer. */
export interface TestToken {
  readonly principal: Principal;
  readonly record: ApiTokenRecord;
  readonly secret: string;
}

/** A database with short words for putting actors, connections, personas and policies into it. */
export interface SmallWorkspace {
  readonly db: Db;
  /** Of the database, for a node beside. */
  readonly url: string;
  readonly clock: Clock;
  close(): Promise<void>;
  addUser(username: string, role: 'admin' | 'member' | 'guest'): Promise<Principal>;
  addToken(displayName: string, role: Role): Promise<TestToken>;
  addGroup(name: string, members: readonly Principal[]): Promise<string>;
  saveConnection(admins: Partial<ConnectionAdmins> & { qualifiedName: string }): Promise<ConnectionAdmins>;
  savePersona(persona: Partial<PersonaRecord> & { name: string }): Promise<PersonaRecord>;
  savePolicy(
    policy: Partial<PolicyRecord> & { personaGuid: string; resources: readonly string[] },
  ): Promise<PolicyRecord>;
  savePurpose(purpose: Partial<PurposeRecord> & { tagNames: readonly string[] }): Promise<PurposeRecord>;
  /** For everybody unless told. */
  savePurposePolicy(policy: Partial<PurposePolicyRecord> & { purposeGuid: string }): Promise<PurposePolicyRecord>;
  linkToken(personaGuid: string, token: TestToken): Promise<void>;
  forget(guids: readonly string[]): Promise<void>;
}

async function addToken(db: Db, displayName: string, role: Role): Promise<TestToken> {
  const { token: record, secret } = await transact(db, (tx) =>
    insertApiToken(tx, { displayName, description: '', role, createdBy: 'somebody' }),
  );
  const { actorId, username, id: tokenId, clientId } = record;
  return { record, secret, principal: { actorId, kind: 'token', username, role, tokenId, clientId, epoch: 0 } };
}

async function addGroup(db: Db, name: string, members: readonly Principal[]): Promise<string> {
  const id = newGuid();
  await db
    .insertInto('user_group')
    .values({ id, name, alias: name, created_by: 'somebody', updated_by: 'somebody' })
    .execute();
  if (members.length > 0) {
    await db
      .insertInto('user_group_member')
      .values(members.map(({ actorId }) => ({ group_id: id, actor_id: actorId })))
      .execute();
  }
  return id;
}

function completePolicy(
  policy: Partial<PolicyRecord> & { personaGuid: string; resources: readonly string[] },
): PolicyRecord {
  const guid = newGuid();
  const [first = ''] = policy.resources;
  return {
    guid,
    name: `policy ${guid}`,
    category: 'metadata',
    effect: 'allow',
    mask: null,
    actions: ['persona-asset-read'],
    connectionQualifiedName: first
      .replace(/^entity:/, '')
      .split('/')
      .slice(0, 3)
      .join('/'),
    enabled: true,
    ...policy,
  };
}

function completePurposePolicy(policy: Partial<PurposePolicyRecord> & { purposeGuid: string }): PurposePolicyRecord {
  const guid = newGuid();
  return {
    guid,
    name: `policy ${guid}`,
    category: 'metadata',
    effect: 'allow',
    mask: null,
    actions: ['entity-read'],
    audience: { users: [], groups: ['public'] },
    enabled: true,
    ...policy,
  };
}

/** A fresh database to put a small workspace into. Everything goes through the operations the product itself uses. */
export async function createSmallWorkspace(): Promise<SmallWorkspace> {
  const { db, url, close } = await createTestDatabase();
  return {
    db,
    url,
    clock: systemClock,
    close,
    addUser: (username, role) =>
      transact(db, (tx) => createLocalUser(tx, { username, role, passwordHash: null, createdBy: 'somebody' })),
    addToken: (displayName, role) => addToken(db, displayName, role),
    addGroup: (name, members) => addGroup(db, name, members),
    async saveConnection(admins) {
      const complete = { guid: newGuid(), adminUsers: [], adminGroups: [], adminRoles: [], ...admins };
      await transact(db, (tx) => recordConnectionAdmins({ tx }, complete));
      return complete;
    },
    async savePersona(persona) {
      const qualifiedName = `default/${newNanoid()}`;
      const complete = { guid: newGuid(), qualifiedName, enabled: true, users: [], groups: [], ...persona };
      await transact(db, (tx) => recordPersona({ tx }, complete));
      return complete;
    },
    async savePolicy(policy) {
      const complete = completePolicy(policy);
      await transact(db, (tx) => recordPolicy({ tx }, complete));
      return complete;
    },
    async savePurpose(purpose) {
      const qualifiedName = `default/${newNanoid()}`;
      const complete = { guid: newGuid(), qualifiedName, name: qualifiedName, enabled: true, ...purpose };
      await transact(db, (tx) => recordPurpose({ tx }, complete));
      return complete;
    },
    async savePurposePolicy(policy) {
      const complete = completePurposePolicy(policy);
      await transact(db, (tx) => recordPurposePolicy({ tx }, complete));
      return complete;
    },
    async linkToken(personaGuid, { principal }) {
      await db
        .insertInto('persona_member')
        .values({ persona_guid: personaGuid, subject_kind: 'token', subject: principal.username })
        .execute();
    },
    forget: (guids) => transact(db, (tx) => forgetGoverned({ tx }, guids)),
  };
}

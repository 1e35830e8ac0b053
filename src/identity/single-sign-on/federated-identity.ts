import { CatalogError, type Problem } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** One person as one provider knows them. */
export interface FederatedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** Who stands behind a subject. */
export interface FederatedPerson {
  readonly actorId: string;
  readonly username: string;
  readonly role: 'admin' | 'member' | 'guest';
  readonly state: 'active' | 'disabled' | 'deleted';
}

interface SubjectOfIssuer {
  readonly issuer: string;
  readonly subject: string;
}

/** OpenID Connect Core 2: at most 255 ASCII characters. Anything else could not be told apart. */
const subjectPattern = /^[\x20-\x7e]{1,255}$/;

export function isSubject(text: unknown): text is string {
  return typeof text === 'string' && subjectPattern.test(text);
}

/** What keeps a pair from being anybody at a provider, whether there is such a provider or not. */
export function federatedIdentityProblems({ issuer, subject }: SubjectOfIssuer): Problem[] {
  return [
    ...(URL.canParse(issuer)
      ? []
      : [{ path: 'issuer', message: 'must be the address that the provider names itself by' }]),
    ...(isSubject(subject) ? [] : [{ path: 'subject', message: 'must be 1 to 255 ASCII characters' }]),
  ];
}

/**
 * INVARIANT: two first sign-ins of one subject at one moment run one after the other, so that one person is made.
 */
export async function holdSubject(tx: Tx, { issuer, subject }: SubjectOfIssuer): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${issuer} ${subject}`}, 4206011))`.execute(tx);
}

/** The person with this subject, in any state; `null` for a subject that is nobody here. */
export async function findFederatedPerson(tx: Tx, key: SubjectOfIssuer): Promise<FederatedPerson | null> {
  const { rows } = await sql<FederatedPerson>`
    SELECT actor.id AS "actorId", actor.username, actor.role, actor.state
    FROM federated_identity AS identity JOIN actor ON actor.id = identity.actor_id
    WHERE identity.issuer = ${key.issuer} AND identity.subject = ${key.subject}
    FOR NO KEY UPDATE OF actor`.execute(tx);
  return rows[0] ?? null;
}

/** What providers know a person as, oldest first. */
export async function listFederatedIdentities(db: Db | Tx, actorId: string): Promise<readonly FederatedIdentity[]> {
  return db
    .selectFrom('federated_identity')
    .where('actor_id', '=', actorId)
    .select(['issuer', 'subject', 'created_at as createdAt', 'created_by as createdBy'])
    .orderBy('created_at')
    .orderBy('issuer')
    .orderBy('subject')
    .execute();
}

export interface NewFederatedIdentity extends SubjectOfIssuer {
  readonly actorId: string;
  readonly createdBy: string;
}

/**
 * Ties a subject to a person; one that was a removed person's may become another's. Throws `already_exists` when it is
 * somebody's, this person's too.
 */
export async function insertFederatedIdentity(tx: Tx, identity: NewFederatedIdentity): Promise<FederatedIdentity> {
  const { issuer, subject, actorId, createdBy } = identity;
  const inserted = await tx
    .insertInto('federated_identity')
    .values({ issuer, subject, actor_id: actorId, created_by: createdBy })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'subject'])
        .doUpdateSet({ actor_id: actorId, created_by: createdBy, created_at: sql<Date>`now()` })
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('actor')
              .whereRef('actor.id', '=', 'federated_identity.actor_id')
              .where('actor.state', '=', 'deleted')
              .select('actor.id'),
          ),
        ),
    )
    .returning(['issuer', 'subject', 'created_at as createdAt', 'created_by as createdBy'])
    .executeTakeFirst();
  if (inserted !== undefined) return inserted;
  throw new CatalogError('already_exists', `the subject \`${subject}\` of \`${issuer}\` is somebody’s already`);
}

/** Whether there was such a tie. */
export async function deleteFederatedIdentity(
  tx: Tx,
  identity: SubjectOfIssuer & { actorId: string },
): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('federated_identity')
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .where('actor_id', '=', identity.actorId)
    .returning('subject')
    .executeTakeFirst();
  return deleted !== undefined;
}

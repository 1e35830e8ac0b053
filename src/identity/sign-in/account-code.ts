import { createHash } from 'node:crypto';
import { newNanoid } from '../../foundation/index.ts';
import { sql, type Db, type Tx } from '../../postgres/index.ts';

/** What the code is for. Either sets the password of a person. */
export type AccountCodePurpose = 'invitation' | 'password-reset';

export interface AccountCode {
  /** 22 characters, about 131 random bits; shown to who asked for it, stored nowhere. */
  readonly code: string;
  readonly expiresAt: Date;
}

export interface NewAccountCode {
  readonly actorId: string;
  readonly purpose: AccountCodePurpose;
  readonly createdBy: string;
}

const daysByPurpose: Readonly<Record<AccountCodePurpose, number>> = { invitation: 7, 'password-reset': 1 };

function digestAccountCode(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}

/** Makes a code for a person, for whom the caller holds the row; it takes the place of the one before. */
export async function insertAccountCode(tx: Tx, { actorId, purpose, createdBy }: NewAccountCode): Promise<AccountCode> {
  await tx.deleteFrom('account_code').where('actor_id', '=', actorId).execute();
  const code = newNanoid(22);
  const { expires_at: expiresAt } = await tx
    .insertInto('account_code')
    .values({
      digest: digestAccountCode(code),
      actor_id: actorId,
      purpose,
      created_by: createdBy,
      expires_at: sql<Date>`now() + make_interval(days => ${daysByPurpose[purpose]})`,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow();
  return { code, expiresAt };
}

/** Whom a live code lets set their password. */
export interface CodeHolder {
  readonly actorId: string;
  readonly username: string;
  readonly email: string | null;
}

/** A look without effect, so that a stranger's wrong code costs no password hash. `null` for wrong, used, expired and disabled. */
export async function findCodeHolder(db: Db, code: string): Promise<CodeHolder | null> {
  const { rows } = await sql<CodeHolder>`
    SELECT actor.id AS "actorId", actor.username, account.email
    FROM account_code
    JOIN actor ON actor.id = account_code.actor_id AND actor.state = 'active'
    JOIN local_account AS account ON account.actor_id = actor.id
    WHERE account_code.digest = ${digestAccountCode(code)} AND account_code.expires_at > now()`.execute(db);
  return rows[0] ?? null;
}

/** INVARIANT: finding the code live and spending it are one statement; of two uses at one moment one succeeds. */
export async function spendAccountCode(tx: Tx, code: string): Promise<AccountCodePurpose | null> {
  const spent = await tx
    .deleteFrom('account_code')
    .where('digest', '=', digestAccountCode(code))
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('purpose')
    .executeTakeFirst();
  return spent?.purpose ?? null;
}

import { sql, type Tx } from '../../postgres/index.ts';
import { isUsername, usernameLengthMax } from './local-user-problems.ts';

/** The name part of an address in the letters that user names are made of; accents are taken off. */
export function usernameStem(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@'));
  const plain = local.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const stem = plain
    .replaceAll(/[^a-z0-9._+-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/[^a-z0-9]+$/, '')
    .slice(0, usernameLengthMax - 8);
  return isUsername(stem) ? stem : 'user';
}

/**
 * A user name for a person known by e-mail only: its name part, with the first number behind it that makes it free. Names of
 * removed people are taken for good. Of two callers at one moment who find the same name, one meets `already_exists`
 * when it is inserted.
 */
export async function findFreeUsername(tx: Tx, email: string): Promise<string> {
  const stem = usernameStem(email);
  const { rows } = await sql<{ username: string }>`
    SELECT username FROM actor WHERE username ^@ ${stem}`.execute(tx);
  const taken = new Set(rows.map(({ username }) => username));
  if (!taken.has(stem)) return stem;
  let number = 2;
  while (taken.has(`${stem}${String(number)}`)) number += 1;
  return `${stem}${String(number)}`;
}

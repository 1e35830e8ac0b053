import { hkdfSync, randomBytes } from 'node:crypto';

const successionBytes = 32;

/** What a refresh token is stored with so that its one successor can be worked out again. */
export function newSuccession(): Buffer {
  return randomBytes(successionBytes);
}

/**
 * The text of the one successor of a refresh token.
 * SECURITY: needs both the token itself, which only its holder has, and the random value that only the database has; neither alone
 * gives anything. So a client whose answer was lost, or two processes that refresh at once, get the same successor, and nothing
 * that opens a door is stored.
 */
export function successorOf(text: string, succession: Buffer): string {
  return Buffer.from(hkdfSync('sha256', text, succession, 'clavis refresh token successor', 32)).toString('base64url');
}

import { hash, parseOptions, verify } from '@node-rs/argon2';

/** OWASP ASVS 5.0 table for argon2id: 19 MiB, two passes, one lane. The algorithm is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * A well-formed hash at the same cost that no password is known to match.
 * SECURITY: compared against when there is no account, so that an unknown name takes as long as a known one.
 */
export const matchlessHash = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** One person types `é` as one character, another as two; both are the same password (NIST SP 800-63B). */
function normalize(password: string): string {
  return password.normalize('NFKC');
}

/** argon2id in PHC form with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), cost);
}

export function verifyPassword(storedHash: string, password: string): Promise<boolean> {
  return verify(storedHash, normalize(password));
}

/** Whether a stored hash was made at another cost than today's, so that it is made anew at the next sign-in. */
export function isOutdatedHash(storedHash: string): boolean {
  const made = parseOptions(storedHash);
  return (
    made.memoryCost !== cost.memoryCost || made.timeCost !== cost.timeCost || made.parallelism !== cost.parallelism
  );
}

import { hash } from '@node-rs/argon2';
import { createLocalUser, signIn, type Identity } from '../../../src/identity/index.ts';
import { newNanoid } from '../../../src/foundation/index.ts';
import { transact } from '../../../src/postgres/index.ts';

/** Passwords that are hashed at almost no cost, so that the throttle is tried and not the machine. */
const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };

export interface Owner {
  readonly username: string;
  readonly password: string;
  readonly address: string;
}

/** People who have each signed in once, from a network of their own. */
export async function makeOwners(identity: Identity, count: number): Promise<Owner[]> {
  const owners: Owner[] = [];
  for (let index = 0; index < count; index += 1) {
    const owner = {
      username: `owner-${newNanoid(10).toLowerCase()}`,
      password: newNanoid(24),
      address: `198.51.${String(Math.floor(index / 250))}.${String(1 + (index % 250))}`,
    };
    const passwordHash = await hash(owner.password, cheap);
    const user = { username: owner.username, role: 'member', passwordHash, createdBy: 'test' } as const;
    await transact(identity.db, (tx) => createLocalUser(tx, user));
    await signIn(identity, owner);
    owners.push(owner);
  }
  return owners;
}

export interface Attack {
  readonly owners: readonly Owner[];
  readonly guessesPerOwner: number;
  /** From how many networks. */
  readonly networks: number;
}

export interface Outcome {
  readonly tried: number;
  readonly hits: number;
  /** How many guesses came as far as a password. */
  readonly compared: number;
  readonly refused: number;
}

/** As many as come to a server at once without being turned away for that alone. */
const atOnce = 50;

/** Sprays wrong passwords over all accounts in turn, from network after network, many at a time. */
export async function spray(identity: Identity, { owners, guessesPerOwner, networks }: Attack): Promise<Outcome> {
  const guesses = Array.from({ length: guessesPerOwner }, (_, round) =>
    owners.map(({ username }) => ({ username, password: `guess number ${String(round)}` })),
  ).flat();
  const codes: string[] = [];
  for (let start = 0; start < guesses.length; start += atOnce) {
    const attempts = guesses.slice(start, start + atOnce).map((guess, index) => {
      const network = (start + index) % networks;
      const address = `203.${String(network >> 16)}.${String((network >> 8) & 255)}.${String(network & 255)}`;
      return signIn(identity, { ...guess, address }).then(
        () => 'hit',
        (error: unknown) => (error as { code: string }).code,
      );
    });
    codes.push(...(await Promise.all(attempts)));
  }
  const count = (wanted: string) => codes.filter((code) => code === wanted).length;
  return {
    tried: codes.length,
    hits: count('hit'),
    compared: count('token_invalid'),
    refused: count('rate_limited'),
  };
}

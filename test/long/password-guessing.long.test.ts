import { expect, it } from 'vitest';
import { createLogger, systemClock } from '../../src/foundation/index.ts';
import { createIdentity, signIn } from '../../src/identity/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { reportFigures } from '../support/report-figures.ts';
import { makeOwners, spray } from '../security/threats/password-guessing.ts';

/** T17 of the threat table, its part about passwords: 1,000 accounts × 50. */
it('1,000 accounts × 50 guesses from a hundred networks: nobody gets in, nobody is shut out', async () => {
  const database = await createTestDatabase();
  const log = createLogger({ level: 'silent' });
  const identity = createIdentity({ db: database.db, clock: systemClock, log });
  const owners = await makeOwners(identity, 1000);
  const outcome = await spray(identity, { owners, guessesPerOwner: 50, networks: 100 });
  reportFigures('T17 passwords', { ...outcome });
  expect(outcome).toMatchObject({ tried: 50_000, hits: 0 });
  for (const owner of owners) await signIn(identity, owner);
  await database.close();
});

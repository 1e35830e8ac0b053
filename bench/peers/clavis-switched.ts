import type { AuditJournal } from '../../src/audit/index.ts';
import type { HttpDeps } from '../../src/http/index.ts';
import { startClavis } from './start-clavis.ts';

/**
 * Clavis with a switch: the bench tells it when uses of secrets are noted (last-used marks and audit journal) and when not.
 * One process for both, because two differ by more than what is to be measured.
 */
let isNoting = true;

function switched(journal: AuditJournal): AuditJournal {
  return {
    record: (entry) => (isNoting ? journal.record(entry) : Promise.resolve()),
    note: (entry) => (isNoting ? journal.note(entry) : undefined),
    tally: (entry) => (isNoting ? journal.tally(entry) : undefined),
    flush: () => journal.flush(),
    start: () => journal.start(),
    stop: () => journal.stop(),
  };
}

function withSwitch(deps: HttpDeps): HttpDeps {
  const { marks } = deps.identity;
  if (marks === undefined) throw new Error('the server notes no uses of secrets');
  const mark = marks.mark.bind(marks);
  marks.mark = (secretId, use) => (isNoting ? mark(secretId, use) : undefined);
  return { ...deps, journal: switched(deps.journal) };
}

process.on('message', (message: { readonly isNoting: boolean }) => {
  isNoting = message.isNoting;
  process.send?.('switched');
});
await startClavis({ exchange: withSwitch });

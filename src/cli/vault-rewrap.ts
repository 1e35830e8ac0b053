import { Command, Option } from 'commander';
import { type RewrapBatch } from '../sdk/index.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { parseCount } from './parse-count.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { sayVaultStatus } from './vault-status.ts';

interface Options extends GlobalOptions {
  batch: number;
}

const batchDefault = 500;
/** Whoever seals while this runs may do so with the old key, on a node that does not know the new one yet: a second look finds it. */
const passesMax = 3;

const examples = `
Examples:
  clavis vault rewrap
  clavis vault rewrap --batch 50
  clavis vault rewrap --json | jq .status.remainingCount

Only the small keys of the secrets are wrapped anew; readers and writers are not held up. Broken off, it goes on when it is
run again, and several may run at once. Exits with 1 when secrets remain that could not be wrapped.`;

interface Outcome {
  readonly rewrappedCount: number;
  readonly last: RewrapBatch;
}

/** One look through all secrets; tells how far it is where a person looks. */
async function pass(io: Io, options: Options): Promise<Outcome | null> {
  const { vault } = clientOf(options, io);
  let outcome: Outcome | null = null;
  let rewrappedCount = 0;
  for await (const last of vault.rewrap({ limit: options.batch }, { signal: io.signal })) {
    rewrappedCount += last.rewrappedCount;
    outcome = { rewrappedCount, last };
    const { secretCount, remainingCount } = last.status;
    if (last.rewrappedCount > 0) {
      io.stderr.write(`${secretCount - remainingCount}/${secretCount} secrets under ${last.status.currentKeyId}\n`);
    }
  }
  return outcome;
}

async function rewrap(io: Io, options: Options): Promise<void> {
  let rewrappedCount = 0;
  let outcome: Outcome | null = null;
  for (let passes = 0; passes < passesMax; passes += 1) {
    outcome = await pass(io, options);
    rewrappedCount += outcome?.rewrappedCount ?? 0;
    if (outcome === null || outcome.last.status.remainingCount === 0) break;
  }
  if (outcome === null) return;
  const { status } = outcome.last;
  if (options.json === true) sayJson(io, { rewrappedCount, status });
  else {
    say(io, `${rewrappedCount} secrets were wrapped with key ${status.currentKeyId}.`);
    sayVaultStatus(io, status);
  }
  if (status.remainingCount === 0) return;
  throw new OutcomeFailure(
    `${status.remainingCount} secrets could not be wrapped anew: their key is missing, or somebody changed them`,
  );
}

export function vaultRewrapCommand(io: Io): Command {
  return new Command('rewrap')
    .description('wrap all secrets with the current key, batch by batch, so that the old one can go')
    .addOption(
      new Option('--batch <number>', 'most secrets of one batch, up to 1000')
        .argParser(parseCount)
        .default(batchDefault),
    )
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await rewrap(io, command.optsWithGlobals<Options>());
    });
}

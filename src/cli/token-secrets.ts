import { Command } from 'commander';
import { type TokenSecret } from '../sdk/index.ts';
import { getTokenId } from './get-only-token.ts';
import { type Io, say, sayJson } from './io.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';
import { lastUseText } from './token-text.ts';

interface Options extends GlobalOptions {
  retire?: string;
}

const examples = `
Examples:
  clavis token secrets etl-nightly
  clavis token secrets etl-nightly --retire 0b6f3a52-6f0e-4a3d-9a40-3d1f0c5a7e11

Secrets are named by their public ids, which open nothing. --retire ends one at once, such as the old one before its time.`;

function rowOf(secret: TokenSecret): string[] {
  return [
    secret.id,
    secret.state,
    secret.createdAt.toISOString(),
    secret.retiresAt?.toISOString() ?? 'with the token',
    lastUseText(secret.lastUsed),
    String(secret.useCount),
  ];
}

async function listSecrets(io: Io, nameOrId: string, options: Options): Promise<void> {
  const client = clientOf(options, io);
  const { governed } = client.tokens;
  const id = await getTokenId(client, nameOrId, io.signal);
  const call = { signal: io.signal };
  const secrets =
    options.retire === undefined
      ? await governed.secrets(id, call)
      : await governed.retireSecret(id, options.retire, call);
  if (options.json === true) {
    sayJson(io, secrets);
    return;
  }
  say(io, renderTable(['id', 'state', 'created', 'ends', 'last used', 'uses'], secrets.map(rowOf)));
}

export function tokenSecretsCommand(io: Io): Command {
  return new Command('secrets')
    .description('list the secrets of an API token by their public ids, or end one')
    .argument('<name-or-id>', 'its name, or its id when several have that name')
    .option('--retire <secret-id>', 'end this one now')
    .addHelpText('after', examples)
    .action(async (nameOrId: string, _own: unknown, command: Command) => {
      await listSecrets(io, nameOrId, command.optsWithGlobals<Options>());
    });
}

import { Command } from 'commander';
import { type AccessExplanation, type GrantName } from '../sdk/index.ts';
import { aboutActor } from './about-actor.ts';
import { parseAssetWords } from './asset-words.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis access explain rita asset.read Table default/glue/1/db/orders
  clavis access explain nightly-job asset.read Schema default/glue/1/db
  clavis access explain me asset.update 0f3b8d1e-3a52-4c1b-9d55-9a2c6a1b7f10
  clavis access explain apikey-1a2b asset.read Database default/glue/1/db --json | jq .missing`;

/** A grant with where it belongs, for people. */
export function grantText({ name, kind, parent }: GrantName): string {
  const word = kind === 'policy' ? 'policy' : kind.replace('-', ' ');
  return `${word} \`${name}\`${parent === undefined ? '' : ` of ${parent.kind} \`${parent.name}\``}`;
}

const stageTexts: Readonly<Record<AccessExplanation['stage'], string>> = {
  authentication: 'the actor is switched off or has expired',
  ceiling: 'the role or the scopes of the actor do not leave it',
  deny: 'a policy denies it',
  allow: 'something grants it and nothing denies it',
  no_grant: 'nothing grants it',
};

function missingLines({ missing, grantors }: AccessExplanation): string[] {
  if (missing === undefined) return [];
  const or = missing.oneOf.length > 1 ? 'one of: ' : '';
  const more = missing.hidden === 0 ? [] : [`${String(missing.hidden)} more that you may not read`];
  const givers = [...(grantors?.connectionAdmins ?? []), ...(grantors?.workspaceOwners ?? [])];
  return [
    ...missing.lift.map(({ text }) => `  needed: ${text}`),
    ...missing.oneOf.map(({ text }) => `  ${or}${text}`),
    ...more.map((text) => `  (${text})`),
    ...(givers.length === 0 ? [] : [`  who could: ${[...new Set(givers)].join(', ')}`]),
  ];
}

function sayExplanation(io: Io, answer: AccessExplanation): void {
  const { decision, stage, action, actor, asset, by, hidden, considered, trace } = answer;
  const verdict = decision === 'allow' ? 'may' : 'may not';
  const unnamed = hidden.by === 0 ? '' : ` (${String(hidden.by)} more that you may not read)`;
  const lines = [
    `\`${actor.username}\` ${verdict} \`${action}\` on ${asset.typeName} \`${asset.qualifiedName}\`: ${stageTexts[stage]}`,
    ...by.map((one) => `  by ${grantText(one)}`),
    ...(unnamed === '' ? [] : [` ${unnamed}`]),
    ...missingLines(answer),
    `  trace: ${trace}`,
  ];
  say(io, lines.map(printable).join('\n'));
  if (considered.length === 0) return;
  const rows = considered.map((one) => [one.matched ? 'yes' : 'no', one.effect, grantText(one.from)]);
  say(io, `\n${renderTable(['matches', 'effect', 'considered'], rows)}`);
}

export function accessExplainCommand(io: Io): Command {
  return new Command('explain')
    .description('why an actor may do something to an asset or not, and what is missing')
    .argument('<actor>', 'username, client id, name or guid of an API token, or `me`')
    .argument('<action>', 'such as asset.read')
    .argument('<asset...>', 'its guid, or its type and qualified name')
    .addHelpText('after', examples)
    .action(async (...given: [string, string, string[], unknown, Command]) => {
      const [actor, action, words, , command] = given;
      const options = command.optsWithGlobals<GlobalOptions>();
      const asset = parseAssetWords(words);
      const { signal } = io;
      const client = clientOf(options, io);
      const answer = await aboutActor(actor, { client, signal }, (about) =>
        client.access.explain({ actor: about, action, asset }, { signal }),
      );
      if (options.json === true) sayJson(io, answer);
      else sayExplanation(io, answer);
    });
}

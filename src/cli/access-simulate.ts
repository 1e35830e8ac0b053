import { Command } from 'commander';
import { type AccessDraft, type Simulation } from '../sdk/index.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { readYamlFile } from './read-yaml-file.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  file: string;
}

const examples = `
Examples:
  clavis access simulate -f - < draft.yaml
  clavis access simulate -f - --json < draft.yaml | jq .totals

The draft has lists \`add\`, \`update\`, \`remove\` of policies and \`link\`, \`unlink\` of personas:
  add:
    - persona: default/Xk2…
      attributes: { name: read db, policyType: allow, policyCategory: persona, … }
  link:
    - { persona: default/Xk2…, actor: rita }`;

type Change = Simulation['changes'][number];

function whoText({ actors, actorCount }: Change): string {
  if (actors === undefined) return `${String(actorCount)} actors`;
  const more = actorCount > actors.length ? [`${String(actorCount - actors.length)} more`] : [];
  return [...actors.map(({ username }) => username), ...more].join(', ');
}

function sideText({ perAction, assets }: Change['gained']): string {
  return assets === 0 ? '-' : perAction.map(({ action, count }) => `${action} ${String(count)}`).join(', ');
}

function saySimulation(io: Io, { changes, totals }: Simulation): void {
  const { affected, gaining, losing } = totals;
  say(
    io,
    `Of ${String(affected)} actors that this touches, ${String(gaining)} would gain and ${String(losing)} would lose.`,
  );
  if (changes.length === 0) return;
  const rows = changes.map((one) => [whoText(one), sideText(one.gained), sideText(one.lost)]);
  say(io, renderTable(['who', 'gains assets', 'loses assets'], rows));
  for (const { gained, lost } of changes) {
    for (const { typeName, qualifiedName } of gained.samples) say(io, printable(`  + ${typeName} ${qualifiedName}`));
    for (const { typeName, qualifiedName } of lost.samples) say(io, printable(`  - ${typeName} ${qualifiedName}`));
  }
}

export function accessSimulateCommand(io: Io): Command {
  return new Command('simulate')
    .description('who would gain and lose which assets by a change of policies or links; nothing is written')
    .requiredOption('-f, --file <file>', 'the draft, YAML or JSON; - for standard input')
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { value } = await readYamlFile(options.file, io);
      // The server judges the draft, with every problem at once.
      const simulation = await clientOf(options, io).access.simulate(value as AccessDraft, { signal: io.signal });
      if (options.json === true) sayJson(io, simulation);
      else saySimulation(io, simulation);
    });
}

import { Command } from 'commander';
import { assetQuery, type ClavisClient, type CollectionMember, type CollectionMembersChange } from '../sdk/index.ts';
import { collectValues } from './collect-values.ts';
import { OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const membersExamples = `
Examples:
  clavis collection members 'Sales reports'
  clavis collection members default/collection/jsmith/8ds0 --json | jq -r '.members[].name'`;

const examplesOf = (kind: 'add' | 'remove'): string => `
Examples:
  clavis collection ${kind} 'Sales reports' --viewer jsmith --viewer-group data_team
  clavis collection ${kind} default/collection/jsmith/8ds0 --editor-token apikey-etl --json

Editors do everything in a collection and say who else does; viewers see and run what is in it.`;

interface MemberOptions extends GlobalOptions {
  readonly editor?: string[];
  readonly editorGroup?: string[];
  readonly editorToken?: string[];
  readonly viewer?: string[];
  readonly viewerGroup?: string[];
  readonly viewerToken?: string[];
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the routes take: a guid or qualified name as it is, a name by what the caller sees of that name. */
async function getReference(client: ClavisClient, name: string, signal: AbortSignal): Promise<string> {
  if (guidPattern.test(name) || name.startsWith('default/collection/')) return name;
  const { assets } = await client.search.page(assetQuery().ofType('Collection').named(name), { signal, size: 2 });
  const [first, second] = assets;
  if (second !== undefined) {
    const named = assets.map(({ qualifiedName }) => qualifiedName).join(', ');
    throw new UsageError(`there are several collections \`${printable(name)}\`; name one of them by ${named}`);
  }
  if (first !== undefined) return first.guid;
  throw new OutcomeFailure(`error: there is no collection \`${printable(name)}\`, or you may not see it`);
}

async function listMembers(io: Io, name: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options, io);
  const call = { signal: io.signal };
  const list = await client.collections.members(await getReference(client, name, io.signal)).list(call);
  if (options.json === true) return sayJson(io, list);
  const rows = list.members.map(({ level, kind, name: member, displayName, isLiving }) => [
    ...[level, kind, member, displayName ?? ''],
    isLiving ? '' : 'nobody any more',
  ]);
  say(io, renderTable(['level', 'kind', 'name', 'called', ''], rows));
}

function changeOf(options: MemberOptions): CollectionMembersChange {
  const { editor = [], editorGroup = [], editorToken = [], viewer = [], viewerGroup = [], viewerToken = [] } = options;
  const named = [editor, editorGroup, editorToken, viewer, viewerGroup, viewerToken];
  if (named.every((names) => names.length === 0)) {
    throw new UsageError(
      'name somebody: --editor, --editor-group, --editor-token, --viewer, --viewer-group, --viewer-token',
    );
  }
  return {
    editors: { users: editor, groups: editorGroup, tokens: editorToken },
    viewers: { users: viewer, groups: viewerGroup, tokens: viewerToken },
  };
}

function inWords(members: readonly CollectionMember[], end: string): string[] {
  return members.map(({ level, kind, name }) => `${kind} ${printable(name)}: ${end.replace('%', level)}`);
}

async function addMembers(io: Io, name: string, options: MemberOptions): Promise<void> {
  const change = changeOf(options);
  const client = clientOf(options, io);
  const members = client.collections.members(await getReference(client, name, io.signal));
  const made = await members.add(change, { signal: io.signal });
  if (options.json === true) sayJson(io, made);
  else say(io, [...inWords(made.added, '% now'), ...inWords(made.alreadyThere, '% already')].join('\n'));
}

async function removeMembers(io: Io, name: string, options: MemberOptions): Promise<void> {
  const change = changeOf(options);
  const client = clientOf(options, io);
  const members = client.collections.members(await getReference(client, name, io.signal));
  const made = await members.remove(change, { signal: io.signal });
  if (options.json === true) sayJson(io, made);
  else say(io, [...inWords(made.removed, 'no % any more'), ...inWords(made.notThere, 'was no %')].join('\n'));
}

type Change = (io: Io, name: string, options: MemberOptions) => Promise<void>;

function memberCommand(io: Io, kind: 'add' | 'remove', { change, text }: { change: Change; text: string }): Command {
  const command = new Command(kind).description(text).argument('<collection>', 'its name, qualified name or guid');
  for (const level of ['editor', 'viewer']) {
    command
      .option(`--${level} <username>`, `a user as ${level}; may be repeated`, collectValues)
      .option(`--${level}-group <group>`, `a group as ${level}, by name or id; may be repeated`, collectValues)
      .option(
        `--${level}-token <token>`,
        `an API token as ${level}, by client id or guid; may be repeated`,
        collectValues,
      );
  }
  return command.addHelpText('after', examplesOf(kind)).action(async (name: string, _own: unknown, self: Command) => {
    await change(io, name, self.optsWithGlobals<MemberOptions>());
  });
}

/** Who is in query collections. */
export function collectionCommand(io: Io): Command {
  const members = new Command('members')
    .description('list who may edit and who may see a collection')
    .argument('<collection>', 'its name, qualified name or guid')
    .addHelpText('after', membersExamples)
    .action(async (name: string, _own: unknown, self: Command) => {
      await listMembers(io, name, self.optsWithGlobals<GlobalOptions>());
    });
  return new Command('collection')
    .description('query collections and who is in them')
    .addCommand(members)
    .addCommand(memberCommand(io, 'add', { change: addMembers, text: 'share a collection' }))
    .addCommand(memberCommand(io, 'remove', { change: removeMembers, text: 'take people, groups and API tokens out' }));
}

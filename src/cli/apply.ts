import { Command } from 'commander';
import {
  applyPlan,
  ChangedMeanwhile,
  hasChanges,
  makePlan,
  pruneKinds,
  readWorkspace,
  scopeOf,
  stepText,
  type ApplyOutcome,
  type Plan,
  type PruneKind,
  type WorkspaceReading,
} from '../declarative/index.ts';
import { type ClavisClient, isClavisError } from '../sdk/index.ts';
import { confirmAction } from './confirm-action.ts';
import { ChangesPending, OutcomeFailure, UsageError } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { secretFile, type SecretKeeper, secretTerminal } from './keep-secrets.ts';
import { parseKinds } from './parse-kinds.ts';
import { countEffects, effectLines } from './plan-effects.ts';
import { countText, deletionText, planJson, planText } from './plan-text.ts';
import { printable } from './printable.ts';
import { documentRefused, readDocumentFile } from './read-document-file.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

interface Options extends GlobalOptions {
  file: string;
  plan?: boolean;
  yes?: boolean;
  secrets?: string;
  prune?: ReadonlySet<PruneKind>;
  effects: boolean;
}

const examples = `
Examples:
  clavis apply -f - --plan < access.yaml
  clavis apply -f - --yes --secrets new-tokens.jsonl < access.yaml
  clavis apply -f - --prune policies,tokens < access.yaml

What is declared is made so, what is not declared stays: lists are complete where they are there, and only --prune deletes.
Applying again changes nothing; after a refusal it goes on. --plan shows what would happen and ends with 2 when that is something,
with 0 when it is nothing, with 1 for everything else.`;

interface Planned {
  readonly client: ClavisClient;
  readonly plan: Plan;
  readonly reading: WorkspaceReading;
}

async function planFile(io: Io, options: Options): Promise<Planned> {
  const { file, prune = new Set<PruneKind>() } = options;
  const document = await readDocumentFile(file, io);
  const client = clientOf(options, io);
  const scope = scopeOf(document.document);
  // A persona that is deleted takes rights from the tokens linked to it, which the plan tells.
  const wider = prune.has('personas') ? { ...scope, tokens: true } : scope;
  const reading = await readWorkspace(client, wider, { signal: io.signal });
  const planning = makePlan({ reading: document, workspace: reading.workspace, prune });
  if ('problems' in planning) throw documentRefused(file, planning.problems);
  return { client, reading, plan: planning.plan };
}

function makesTokens({ tokens }: Plan): boolean {
  return tokens.some(({ verb }) => verb === 'create');
}

/** SECURITY: secrets go to a file of the caller's own or before their eyes, never into a log that nobody thinks of. */
function keeperFor(io: Io, plan: Plan, { secrets, json }: Options): SecretKeeper {
  if (secrets !== undefined) return secretFile(secrets);
  if (!makesTokens(plan) || (io.stdout.isTTY === true && json !== true)) return secretTerminal(io);
  throw new UsageError('this makes API tokens, whose secrets are shown only once: say where to with --secrets <file>');
}

async function confirm(io: Io, plan: Plan, options: Options): Promise<void> {
  const deleted = deletionText(plan);
  if (deleted !== '' && options.yes !== true && io.ask === null) {
    throw new UsageError(`this deletes ${deleted} for good, and nobody is here to ask: give --yes`);
  }
  const question = deleted === '' ? `Apply (${countText(plan)})?` : `Apply, and delete ${deleted} for good?`;
  await confirmAction(io, question, { yes: options.yes, refused: 'not applied' });
}

function outcomeJson(plan: Plan, { done, notDone, partly, failure }: ApplyOutcome): Record<string, unknown> {
  const texts = (steps: ApplyOutcome['done']) => steps.map(stepText);
  return { ...planJson(plan), applied: failure === null, done: texts(done), partly, notDone: texts(notDone) };
}

/** What was done and what was not, before the server's own words. */
function sayRefusal(io: Io, { done, notDone, partly }: ApplyOutcome): void {
  const lines = [
    `Stopped after ${String(done.length)} of ${String(done.length + notDone.length)} steps. What is done stays; run again to go on.`,
    ...partly.map((text) => `  of the step that failed, this is done: ${text}`),
    ...notDone.map((step, index) => `  ${index === 0 ? 'failed  ' : 'not done'}  ${stepText(step)}`),
  ];
  io.stderr.write(`${lines.map(printable).join('\n')}\n`);
}

/** SECURITY: an answer that was lost may have been that of a token which is there now, with a secret that nobody has. */
function lostSecretAdvice({ notDone: [failed], failure }: ApplyOutcome): string | null {
  if (failed?.kind !== 'token' || failed.plan.verb !== 'create') return null;
  // A refusal says that nothing was made; everything else says nothing.
  if (!isClavisError(failure) || (failure.status !== null && failure.status >= 400 && failure.status < 500))
    return null;
  return `if \`${failed.plan.name}\` was made all the same, nobody has its secret: \`clavis token rotate\` gives it another`;
}

function requireApplied(io: Io, outcome: ApplyOutcome): void {
  if (outcome.failure === null) return;
  sayRefusal(io, outcome);
  const advice = lostSecretAdvice(outcome);
  if (advice !== null) io.stderr.write(`${printable(advice)}\n`);
  if (outcome.failure instanceof ChangedMeanwhile) {
    throw new OutcomeFailure(`error: ${printable(outcome.failure.message)}`);
  }
  throw outcome.failure;
}

async function carryOut(io: Io, { client, plan, reading }: Planned, options: Options): Promise<void> {
  const keeper = keeperFor(io, plan, options);
  try {
    await confirm(io, plan, options);
    const outcome = await applyPlan(
      client,
      { plan, reading },
      {
        call: { signal: io.signal },
        keepSecret: (made) => keeper.keep(made),
        onStep: (step, state) => {
          if (state === 'done' && options.json !== true) say(io, `done: ${printable(stepText(step))}`);
        },
      },
    );
    if (options.json === true) sayJson(io, outcomeJson(plan, outcome));
    requireApplied(io, outcome);
    if (options.json !== true) say(io, 'Applied.');
  } finally {
    keeper.close();
  }
}

async function applyFile(io: Io, options: Options): Promise<void> {
  const planned = await planFile(io, options);
  const isPending = hasChanges(planned.plan);
  const call = { signal: io.signal };
  const effects = options.effects && isPending ? await countEffects(planned.client, planned, call) : null;
  if (options.json !== true) say(io, [planText(planned.plan), ...effectLines(effects)].join('\n'));
  else if (options.plan === true || !isPending) sayJson(io, { ...planJson(planned.plan), effects });
  if (!isPending) return;
  if (options.plan === true) throw new ChangesPending();
  await carryOut(io, planned, options);
}

/** With `--plan` the exit code 2 means changes, so a setting that is wrong must not end with it. */
async function runApply(io: Io, options: Options): Promise<void> {
  try {
    await applyFile(io, options);
  } catch (error) {
    if (options.plan === true && error instanceof UsageError) throw new OutcomeFailure(`error: ${error.message}`);
    throw error;
  }
}

export function applyCommand(io: Io): Command {
  return new Command('apply')
    .description('make groups, connection admins, purposes, personas and API tokens what a file declares')
    .requiredOption('-f, --file <file>', 'YAML or JSON; - for standard input')
    .option('--plan', 'only show what would change; ends with 2 when something would')
    .option('--no-effects', 'do not count what personas and purposes that exist would give and take')
    .option('-y, --yes', 'do not ask')
    .option('--secrets <file>', 'where the secrets of new API tokens go: JSON lines, readable by you alone')
    .option(
      '--prune <kinds>',
      `delete what the file does not declare: ${pruneKinds.join(', ')}, separated by commas`,
      parseKinds(pruneKinds),
    )
    .addHelpText('after', examples)
    .action(async (_own: unknown, command: Command) => {
      await runApply(io, command.optsWithGlobals<Options>());
    });
}

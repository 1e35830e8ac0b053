import { Command } from 'commander';
import { type AccessExplanation, type ClavisClient, isClavisError } from '../sdk/index.ts';
import { aboutActor } from './about-actor.ts';
import { OutcomeFailure } from './exit-codes.ts';
import { type Io, say, sayJson } from './io.ts';
import { printable } from './printable.ts';
import { readPolicyTests, type PolicyTest } from './read-policy-tests.ts';
import { renderTable } from './render-table.ts';
import { clientOf, type GlobalOptions } from './settings.ts';

const examples = `
Examples:
  clavis policy test - < access-tests.yaml
  clavis policy test - --json < access-tests.yaml | jq '.[] | select(.passed | not)'`;

/** What came of one test. */
interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly got: string;
  /** Why it differs; `null` when it does not. */
  readonly reason: string | null;
}

function namesOf({ by }: AccessExplanation): string[] {
  return by.map(({ name }) => name);
}

/** Everything that is expected decides, and nothing else; each by its name or its id. */
function decidesAs(answer: AccessExplanation, expected: readonly string[]): boolean {
  const { by, hidden } = answer;
  return (
    hidden.by === 0 &&
    by.every(({ name, id }) => expected.includes(name) || expected.includes(id)) &&
    expected.every((one) => by.some(({ name, id }) => name === one || id === one))
  );
}

function judge({ name, expect, by }: PolicyTest, answer: AccessExplanation): Outcome {
  const decided = namesOf(answer).map((one) => `\`${one}\``);
  const hidden = answer.hidden.by === 0 ? [] : [`${String(answer.hidden.by)} that you may not read`];
  const because = [...decided, ...hidden].join(', ');
  const got = because === '' ? `${answer.decision} (${answer.stage})` : `${answer.decision} by ${because}`;
  const expected = by === null ? expect : `${expect} by ${by.map((one) => `\`${one}\``).join(', ')}`;
  const passed = answer.decision === expect && (by === null || decidesAs(answer, by));
  const reason = answer.sentence ?? `it is ${got}`;
  return { name, passed, expected, got, reason: passed ? null : reason };
}

async function runTest(client: ClavisClient, test: PolicyTest, signal: AbortSignal): Promise<Outcome> {
  const { actor, action, asset } = test;
  try {
    return judge(
      test,
      await aboutActor(actor, { client, signal }, (about) =>
        client.access.explain({ actor: about, action, asset }, { signal }),
      ),
    );
  } catch (error) {
    // An actor or asset that is not there is this test's failure; a server that does not answer is everybody's.
    if (!isClavisError(error) || error.status !== 404) throw error;
    return { name: test.name, passed: false, expected: test.expect, got: 'not found', reason: error.message };
  }
}

function sayOutcomes(io: Io, outcomes: readonly Outcome[]): void {
  const rows = outcomes.map(({ name, passed, expected, got }) => [passed ? 'ok' : 'FAILED', name, expected, got]);
  say(io, renderTable(['', 'test', 'expected', 'got'], rows));
}

async function testPolicies(io: Io, file: string, options: GlobalOptions): Promise<void> {
  const tests = await readPolicyTests(file, io);
  const client = clientOf(options, io);
  const outcomes: Outcome[] = [];
  for (const test of tests) outcomes.push(await runTest(client, test, io.signal));
  if (options.json === true) sayJson(io, outcomes);
  else sayOutcomes(io, outcomes);
  const failed = outcomes.filter(({ passed }) => !passed);
  const [first] = failed;
  if (first === undefined) return;
  const count = `${String(failed.length)} of ${String(outcomes.length)} tests failed`;
  throw new OutcomeFailure(printable(`${count}; first \`${first.name}\`: ${first.reason ?? ''}`));
}

export function policyTestCommand(io: Io): Command {
  return new Command('test')
    .description('hold the rights on a server against a file of expectations; ends with 1 when one is not met')
    .argument('<file>', 'YAML, see docs/policy-tests.md; - for standard input')
    .addHelpText('after', examples)
    .action(async (file: string, _own: unknown, command: Command) => {
      await testPolicies(io, file, command.optsWithGlobals<GlobalOptions>());
    });
}

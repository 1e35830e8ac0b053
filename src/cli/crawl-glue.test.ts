import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  type SeenRequest,
  startAnsweringServer,
} from '../../test/support/answering-server.ts';
import { createTestTerminal, type TestTerminal } from '../../test/support/test-terminal.ts';
import { type Io } from './io.ts';
import { runProgram } from './run-program.ts';

let server: AnsweringServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(answer: (request: SeenRequest) => Answer): Promise<void> {
  server = await startAnsweringServer(answer);
}

describe('crawl glue', () => {
  const progress = (phase: string, assets: number, result: object | null = null): Record<string, unknown> => ({
    name: 'run-1',
    workflowName: 'w',
    phase,
    message: phase === 'Failed' ? 'the AWS credentials are not valid: check the access key' : null,
    packageId: '@atlan/glue',
    submittedAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: null,
    totals: { databases: 2, databasesTotal: 3, tables: 7, assets },
    ratePerMinute: { assets: 600 },
    secondsLeft: phase === 'Running' ? 5 : null,
    steps: { done: 1, total: 2 },
    log: [],
    lastError: null,
    result,
  });

  /** A server on which the submitted run passes through these phases. */
  function crawling(...phases: string[]): (request: SeenRequest) => Answer {
    return crawlingTo(null, ...phases);
  }

  /** The same with a result from the first look on. */
  function crawlingTo(result: object | null, ...phases: string[]): (request: SeenRequest) => Answer {
    return (request) => {
      if (request.url.endsWith('/users/current')) return { body: { id: 'u', username: 'jsmith', email: '' } };
      if (request.url.endsWith('/whoami')) return { body: { roles: [{ id: '1', name: '$admin' }] } };
      if (request.url.endsWith('submit=true')) return { body: request.body };
      if (request.url.endsWith('/runs/indexsearch')) {
        const _source = {
          metadata: { name: 'run-1' },
          spec: { workflowTemplateRef: { name: 'w' } },
          status: { phase: 'Pending' },
        };
        return { body: { hits: { total: { value: 1 }, hits: [{ _id: 'run-1', _source }] } } };
      }
      const phase = phases.length > 1 ? phases.shift() : phases[0];
      return { body: progress(phase ?? 'Succeeded', 100, result) };
    };
  }

  function awsTerminal(change: Partial<Io> & { tty?: boolean } = {}): TestTerminal {
    const env = {
      CLAVIS_URL: server?.url,
      CLAVIS_TOKEN: 'a-token',
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'THE-AWS-SECRET',
    };
    return createTestTerminal({ env, ...change });
  }

  const crawlArgs = ['crawl', 'glue', '--connection-name', 'prod', '--region', 'eu-west-1'];

  test('submits with the keys of the environment, the caller as admin, and prints neither', async () => {
    await serve(crawling('Succeeded'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--include', 'sales', '--json'], { io })).toBe(0);
    const body = JSON.stringify(server?.seen.find((request) => request.url.includes('submit=true'))?.body);
    expect(body).toContain('THE-AWS-SECRET');
    expect(body).toContain('jsmith');
    expect(JSON.parse(io.out)).toMatchObject({ run: 'run-1' });
    expect(io.out + io.err).not.toContain('THE-AWS-SECRET');
  });

  test('--watch off a terminal writes a line per change and ends with the outcome', async () => {
    await serve(crawling('Running', 'Succeeded'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--watch'], { io })).toBe(0);
    expect(io.err.trim().split('\n')).toEqual([
      'Running    2/3 databases, 7 tables, 100 assets  10 assets/s, about 5 s left',
      'Succeeded  2/3 databases, 7 tables, 100 assets  10 assets/s',
    ]);
  });

  test('--watch on a terminal redraws one line', async () => {
    await serve(crawling('Running', 'Succeeded'));
    const io = awsTerminal({ tty: true });
    expect(await runProgram([...crawlArgs, '--watch'], { io })).toBe(0);
    expect(io.err.match(/\n/g)).toHaveLength(1);
    expect(io.err).toContain('\r\u001b[2K');
  });

  test('a run that fails is exit code 1 with the reason', async () => {
    await serve(crawling('Failed'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--watch'], { io })).toBe(1);
    expect(io.err).toContain('check the access key');
  });

  test.each([
    [{ AWS_ACCESS_KEY_ID: 'AK' }, 'AWS_SECRET_ACCESS_KEY'],
    [{ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_SESSION_TOKEN: 'T' }, 'temporary'],
  ])('credentials %j are refused before anything is sent', async (aws, hint) => {
    await serve(crawling('Succeeded'));
    const io = createTestTerminal({ env: { CLAVIS_URL: server?.url, CLAVIS_TOKEN: 'a-token', ...aws } });
    expect(await runProgram(crawlArgs, { io })).toBe(2);
    expect(io.err).toContain(hint);
    expect(server?.seen).toHaveLength(0);
  });

  const plan = {
    ...{ kind: 'plan', connection: 'default/glue/1', isNewConnection: true },
    preflight: [
      { check: 'connection', isPassed: true, message: 'the credential is accepted' },
      { check: 'tables', isPassed: false, message: 'tables of `hr` cannot be listed' },
    ],
    databases: [
      { catalog: null, database: 'sales', added: 12, changed: 3, unchanged: 0, archived: 1, hidden: 0, filtered: 2, failed: 0, problem: null },
      { catalog: 'shared', database: 'hr\u001b[2J', added: 0, changed: 0, unchanged: 0, archived: 0, hidden: 0, filtered: 0, failed: 0, problem: 'denied' },
    ],
    droppedDatabases: ['old'],
    calls: { GetDatabases: 1, GetTables: 7 },
    minutes: 1.5,
    policy: { Version: '2012-10-17', Statement: [{ Action: ['glue:GetTables'] }] },
    missingGrants: [{ action: 'glue:GetTables', resource: 'arn:aws:glue:eu-west-1:1:database/hr', reason: 'denied' }],
  }; // prettier-ignore

  test('--plan asks for a dry run, waits for it and shows what it found, and what is no text of a terminal as such', async () => {
    await serve(crawlingTo(plan, 'Running', 'Succeeded'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--plan'], { io })).toBe(0);
    const sent = JSON.stringify(server?.seen.find(({ url }) => url.includes('submit=true'))?.body);
    expect(sent).toMatch(/"name":"dry-run","value":"?true"?/);
    expect(io.out).toMatch(/passed {2}connection: the credential is accepted/);
    expect(io.out).toMatch(/FAILED {2}tables: tables of `hr` cannot be listed/);
    expect(io.out).toMatch(/sales\s+12\s+3\s+1\s+0\s+2\s+0\s+0/);
    expect(io.out).toContain('shared/hr');
    expect(io.out).not.toContain('\u001b[2J');
    expect(io.out).toContain('old is gone at the source and would be archived');
    expect(io.out).toContain('missing glue:GetTables on arn:aws:glue:eu-west-1:1:database/hr: denied');
    expect(io.out).toContain('about 8 calls and 1.5 minutes');
    expect(io.out).toContain('"glue:GetTables"');
  });

  test('--plan --json is the plan with the names of its run, and nothing else', async () => {
    await serve(crawlingTo(plan, 'Succeeded'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--plan', '--json'], { io })).toBe(0);
    expect(JSON.parse(io.out)).toMatchObject({ workflow: 'w', run: 'run-1', phase: 'Succeeded', message: null, plan });
  });

  test('a plan that fails is exit code 1 with the reason, after what it found', async () => {
    const preflight = [{ check: 'databases', isPassed: false, message: 'databases cannot be listed' }];
    await serve(crawlingTo({ kind: 'plan', preflight, policy: {} }, 'Failed'));
    const io = awsTerminal();
    expect(await runProgram([...crawlArgs, '--plan'], { io })).toBe(1);
    expect(io.out).toContain('FAILED  databases: databases cannot be listed');
    expect(io.err).toContain('check the access key');
  });

  test('without --plan no dry run is asked for', async () => {
    await serve(crawling('Succeeded'));
    expect(await runProgram(crawlArgs, { io: awsTerminal() })).toBe(0);
    expect(JSON.stringify(server?.seen.map(({ body }) => body))).not.toContain('dry-run');
  });
});

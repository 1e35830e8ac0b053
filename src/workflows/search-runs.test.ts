import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { fixedClock, type JsonObject } from '../foundation/index.ts';
import { parseSearch } from '../search/index.ts';
import { rerunWorkflow } from './rerun-workflow.ts';
import { searchRuns } from './search-runs.ts';
import { searchWorkflows } from './search-workflows.ts';
import { submitWorkflow } from './submit-workflow.ts';
import { countWorkflow, createBench, type Bench } from './testing/create-bench.ts';

const clock = fixedClock(new Date('2026-03-01T10:00:00.123Z'));
const latest = 'test-count-2000000002';
let bench: Bench;
/** Runs of `latest`, oldest first; the last two were submitted within one second. */
let runs: string[] = [];

async function endRun(runName: string, state: 'succeeded' | 'failed', phase: string): Promise<void> {
  await bench.database.pool.query(
    `UPDATE run SET state = $2, finished_at = $4::timestamptz, document = jsonb_set(jsonb_set(jsonb_set(document,
       '{status,phase}', to_jsonb($3::text)), '{status,finishedAt}', to_jsonb($4::text)),
       '{metadata,labels,workflows.argoproj.io/phase}', to_jsonb($3::text)) WHERE name = $1`,
    [
      runName,
      state,
      phase,
      clock
        .now()
        .toISOString()
        .replace(/\.\d+Z/, 'Z'),
    ],
  );
}

beforeAll(async () => {
  bench = await createBench(await createTestDatabase(), clock);
  const submit = async (name: string): Promise<string> =>
    (await submitWorkflow(bench.deps, bench.admin, countWorkflow(name))).runName;
  await submit('test-count-2000000001');
  clock.advance(5_000);
  // A package whose prefix begins like another's.
  await submit('test-count-miner-2000000009');
  const first = await submit(latest);
  clock.advance(60_000);
  await endRun(first, 'failed', 'Failed');
  const again = async (): Promise<string> =>
    (await rerunWorkflow(bench.deps, bench.admin, { resourceName: latest })).runName;
  const second = await again();
  await endRun(second, 'succeeded', 'Succeeded');
  clock.advance(400);
  runs = [first, second, await again()];
});
afterAll(async () => bench.close());

const byCreation = [{ 'metadata.creationTimestamp': { order: 'desc', nested: { path: 'metadata' } } }];
const byStart = [{ 'status.startedAt': { order: 'desc' } }];

function nested(path: string, query: JsonObject): JsonObject {
  return { nested: { path, query } };
}
const ofWorkflow = (name: string): JsonObject =>
  nested('spec', { term: { 'spec.workflowTemplateRef.name.keyword': { value: name } } });
const named = (clause: JsonObject): JsonObject => nested('metadata', clause);
const nameTerm = (value: string): JsonObject => named({ term: { 'metadata.name.keyword': { value } } });

interface Case {
  readonly call: string;
  readonly body: JsonObject;
  readonly finds: () => string[];
}

const workflowCases: Case[] = [
  {
    call: 'python and java find by type: a whole-name pattern',
    body: {
      ...{ from: 0, size: 10, track_total_hits: true, sort: byCreation },
      query: {
        bool: { filter: [named({ regexp: { 'metadata.name.keyword': { value: 'test[-]count[-][0-9]{10}' } } })] },
      },
    },
    finds: () => [latest, 'test-count-2000000001'],
  },
  {
    call: 'python find by type does not take a longer package for a shorter one',
    body: {
      ...{ from: 0, size: 10, track_total_hits: true, sort: byCreation },
      query: { bool: { filter: [named({ regexp: { 'metadata.name.keyword': { value: 'test[-][0-9]{10}' } } })] } },
    },
    finds: () => [],
  },
  {
    call: 'go find by type: a prefix',
    body: {
      ...{ from: 0, size: 1, track_total_hits: false, sort: byCreation },
      query: { bool: { filter: [named({ prefix: { 'metadata.name.keyword': { value: 'test-count' } } })] } },
    },
    finds: () => [latest],
  },
  {
    call: 'python find by id',
    body: {
      from: 0,
      size: 1,
      sort: byCreation,
      query: {
        bool: { filter: [named({ bool: { must: [{ term: { 'metadata.name.keyword': { value: latest } } }] } })] },
      },
    },
    finds: () => [latest],
  },
  {
    call: 'go find by id',
    body: { from: 0, size: 1, query: { bool: { filter: [nameTerm(latest)] } } },
    finds: () => [latest],
  },
  {
    call: 'java find by id',
    body: { from: 0, size: 2, query: { bool: { filter: [nameTerm(latest)] } }, aggregations: {}, search_after: [] },
    finds: () => [latest],
  },
  {
    call: 'python and go find a schedule query',
    body: {
      ...{ from: 0, size: 10, sort: byCreation },
      query: {
        bool: {
          filter: [
            named({ prefix: { 'metadata.name.keyword': { value: 'test-count-2000000002' } } }),
            named({ term: { 'metadata.annotations.package.argoproj.io/name.keyword': { value: '@test/count' } } }),
          ],
        },
      },
    },
    finds: () => [latest],
  },
];

const runCases: Case[] = [
  {
    call: 'python latest run: by start, one hit',
    body: {
      from: 0,
      size: 1,
      track_total_hits: true,
      sort: byStart,
      query: { bool: { filter: [ofWorkflow(latest)] } },
    },
    finds: () => runs.slice(2),
  },
  {
    call: 'go latest run: no sort at all',
    body: { from: 0, size: 1, track_total_hits: false, query: { bool: { filter: [ofWorkflow(latest)] } } },
    finds: () => runs.slice(2),
  },
  {
    call: 'java latest run',
    body: { from: 0, size: 10, sort: byCreation, query: { bool: { filter: [ofWorkflow(latest)] } } },
    finds: () => runs.toReversed(),
  },
  {
    call: 'every client, current run: up to 50 hits',
    body: { from: 0, size: 50, sort: byCreation, query: { bool: { filter: [ofWorkflow(latest)] } } },
    finds: () => runs.toReversed(),
  },
  {
    call: 'python and go find a run by id',
    body: { from: 0, size: 1, sort: byCreation, query: { bool: { filter: [{ term: { _id: { value: 'RUN1' } } }] } } },
    finds: () => [runs[0] ?? ''],
  },
  {
    call: 'java finds a run by name',
    body: { from: 0, size: 10, sort: byCreation, query: { bool: { filter: [nameTerm('RUN1')] } } },
    finds: () => [runs[0] ?? ''],
  },
  {
    call: 'python and go list runs in a phase',
    body: {
      ...{ from: 0, size: 100, sort: byCreation },
      query: {
        bool: { must: [ofWorkflow(latest)], filter: [{ term: { 'status.phase.keyword': { value: 'Succeeded' } } }] },
      },
    },
    finds: () => [runs[1] ?? ''],
  },
  {
    call: 'python finds runs by state and time',
    body: {
      ...{ from: 0, size: 100, track_total_hits: true, sort: byCreation },
      query: {
        bool: {
          must: [
            named({ terms: { 'metadata.labels.workflows.argoproj.io/phase.keyword': ['Failed', 'Error'] } }),
            { range: { 'status.startedAt': { gte: 'now-1h' } } },
            { range: { 'status.finishedAt': { lte: 'now' } } },
            named({ exists: { field: 'metadata.labels.workflows.argoproj.io/creator' } }),
          ],
        },
      },
    },
    finds: () => [runs[0] ?? ''],
  },
  {
    call: 'the second page of python',
    body: { from: 2, size: 2, query: { bool: { filter: [ofWorkflow(latest)] } } },
    finds: () => [runs[0] ?? ''],
  },
  {
    call: 'monitoring a rerun: the name of a run where that of a workflow belongs',
    body: { from: 0, size: 1, sort: byStart, query: { bool: { filter: [ofWorkflow('RUN1')] } } },
    finds: () => [runs[0] ?? ''],
  },
];

/** Bodies are data, so they say `RUN1` for the name of the first run, which is not known before it was made. */
function withRunName(body: JsonObject): unknown {
  return JSON.parse(JSON.stringify(body).replaceAll('RUN1', runs[0] ?? ''));
}

describe('searching workflows', () => {
  it.each(workflowCases)('$call', async ({ body, finds }) => {
    const { hits } = await searchWorkflows(bench.deps, bench.admin, parseSearch(body, ''));
    expect(hits.map(({ name }) => name)).toEqual(finds());
  });

  it('answers a hit whose name, seq and sort values are the same each time', async () => {
    const search = parseSearch({ sort: byCreation, size: 1 }, '');
    const [one, two] = [
      await searchWorkflows(bench.deps, bench.admin, search),
      await searchWorkflows(bench.deps, bench.admin, search),
    ];
    expect(one).toEqual(two);
    expect(one.total).toBe(3);
    expect(one.hits[0]?.sort).toEqual([Date.parse('2026-03-01T10:00:05Z')]);
    expect(one.hits[0]?.document).toMatchObject({
      spec: { workflowTemplateRef: { name: latest } },
      metadata: { namespace: 'default' },
    });
  });

  it('shows an actor who may not read all only its own', async () => {
    expect(await searchWorkflows(bench.deps, bench.member, parseSearch({}, ''))).toEqual({ total: 0, hits: [] });
    expect(await searchRuns(bench.deps, bench.member, parseSearch({}, ''))).toEqual({ total: 0, hits: [] });
  });
});

describe('searching runs', () => {
  it.each(runCases)('$call', async ({ body, finds }) => {
    const { hits } = await searchRuns(bench.deps, bench.admin, parseSearch(withRunName(body), ''));
    expect(hits.map(({ name }) => name)).toEqual(finds());
  });

  it('counts all matches, also past the last page', async () => {
    const search = parseSearch({ from: 40, size: 2, query: { bool: { filter: [ofWorkflow(latest)] } } }, '');
    expect(await searchRuns(bench.deps, bench.admin, search)).toEqual({ total: 3, hits: [] });
  });

  it('a post filter narrows the hits; what cannot be answered is refused, not ignored', async () => {
    const hidden = parseSearch({ post_filter: { match_none: {} } }, '');
    expect(await searchWorkflows(bench.deps, bench.admin, hidden)).toEqual({ total: 0, hits: [] });
    const unsupported = parseSearch(
      {
        sort: [{ 'metadata.name': 'asc' }],
        search_after: ['a'],
        aggs: { n: { cardinality: { field: 'metadata.name' } } },
      },
      '',
    );
    await expect(searchWorkflows(bench.deps, bench.admin, unsupported)).rejects.toMatchObject({
      code: 'query_rejected',
      details: [{ path: 'search_after' }, { path: 'aggregations' }],
    });
  });

  it('answers documents that every client can read', async () => {
    const { hits } = await searchRuns(bench.deps, bench.admin, parseSearch({ size: 1 }, ''));
    expect(hits[0]?.document).toMatchObject({
      kind: 'Workflow',
      metadata: {
        generateName: `${latest}-`,
        labels: {
          'workflows.argoproj.io/workflow-template': latest,
          'workflows.argoproj.io/phase': 'Pending',
          'workflows.argoproj.io/completed': 'false',
          'workflows.argoproj.io/creator': bench.admin.actorId,
          'workflows.argoproj.io/creator-preferred-username': 'ada',
        },
        annotations: { 'package.argoproj.io/name': '@test/count' },
      },
      status: {
        ...{ phase: 'Pending', startedAt: '2026-03-01T10:01:05Z', finishedAt: null, progress: '0/1' },
        storedWorkflowTemplateSpec: { workflowTemplateRef: { name: latest } },
      },
    });
  });
});

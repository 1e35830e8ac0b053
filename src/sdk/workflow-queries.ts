/** The queries that the official clients send to the two workflow indexes, so that every server of this wire knows them. */

type Json = Record<string, unknown>;

const newestCreatedFirst = { 'metadata.creationTimestamp': { order: 'desc', nested: { path: 'metadata' } } };
const latestStartedFirst = { 'status.startedAt': { order: 'desc' } };

function request(query: Json, size: number, sort: Json): Json {
  return { from: 0, size, track_total_hits: true, query, sort: [sort] };
}

function inMetadata(query: Json): Json {
  return { nested: { path: 'metadata', query } };
}

/** Workflows whose name is the package's prefix and ten digits; `atlan-snowflake` must not find `atlan-snowflake-miner-…`. */
export function workflowsOfPackage(prefix: string, limit: number): Json {
  const pattern = `${prefix.replaceAll('-', '[-]')}[-][0-9]{10}`;
  const clause = inMetadata({ regexp: { 'metadata.name.keyword': { value: pattern } } });
  return request({ bool: { filter: [clause] } }, limit, newestCreatedFirst);
}

export function workflowByName(name: string): Json {
  const clause = { bool: { must: [{ term: { 'metadata.name.keyword': { value: name } } }] } };
  return request({ bool: { filter: [inMetadata(clause)] } }, 1, newestCreatedFirst);
}

export function allWorkflows(limit: number): Json {
  return request({ match_all: {} }, limit, newestCreatedFirst);
}

function runsOf(workflowName: string): Json {
  const clause = { term: { 'spec.workflowTemplateRef.name.keyword': { value: workflowName } } };
  return { bool: { filter: [{ nested: { path: 'spec', query: clause } }] } };
}

export function latestRunOf(workflowName: string): Json {
  return request(runsOf(workflowName), 1, latestStartedFirst);
}

export function recentRunsOf(workflowName: string, limit: number): Json {
  return request(runsOf(workflowName), limit, newestCreatedFirst);
}

export function runByName(name: string): Json {
  return request({ bool: { filter: [{ term: { _id: { value: name } } }] } }, 1, newestCreatedFirst);
}

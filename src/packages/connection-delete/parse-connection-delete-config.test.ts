import { describe, expect, it } from 'vitest';
import { parseConnectionDeleteConfig } from './parse-connection-delete-config.ts';

const connection = 'default/snowflake/1234567890';
const parse = (parameters: Record<string, unknown>) => parseConnectionDeleteConfig(new Map(Object.entries(parameters)));

function problemsOf(parameters: Record<string, unknown>): readonly string[] {
  try {
    parse(parameters);
    return [];
  } catch (error) {
    return (error as { details: readonly { path: string }[] }).details.map(({ path }) => path);
  }
}

describe('the parameters of the connection delete package', () => {
  it('are read as the official client and the form send them', () => {
    const sent = { 'connection-qualified-name': connection, 'delete-assets': 'true', 'delete-type': 'PURGE' };
    expect(parse(sent)).toEqual({ connection, deleteType: 'PURGE', isDryRun: false });
    const chosen = { 'connection-qualified-name': JSON.stringify([connection]), 'dry-run': true };
    expect(parse(chosen)).toEqual({ connection, deleteType: 'SOFT', isDryRun: true });
  });

  it('archive unless they say in so many words to purge', () => {
    expect(parse({ 'connection-qualified-name': connection, 'delete-type': null }).deleteType).toBe('SOFT');
    expect(problemsOf({ 'connection-qualified-name': connection, 'delete-type': 'HARD' })).toEqual(['delete-type']);
  });

  it('are refused with all their problems at once', () => {
    const bad = { 'delete-type': 'all of it', 'delete-assets': 'false', 'dry-run': 'perhaps' };
    expect(problemsOf(bad).toSorted()).toEqual([
      'connection-qualified-name',
      'delete-assets',
      'delete-type',
      'dry-run',
    ]);
  });
});

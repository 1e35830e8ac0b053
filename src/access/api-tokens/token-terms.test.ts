import { describe, expect, test } from 'vitest';
import { isCatalogError } from '../../foundation/index.ts';
import { parseTokenTerms, scopeActions, type TokenTermsInput } from './token-terms.ts';

function problemsOf(terms: TokenTermsInput): string[] {
  try {
    parseTokenTerms(terms);
    return [];
  } catch (error) {
    if (!isCatalogError(error) || error.code !== 'field_invalid') throw error;
    return error.details.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('the terms of a token', () => {
  test('what is not said is not changed, null takes a limit off', () => {
    expect(parseTokenTerms({})).toEqual({});
    const none = { scopes: null, allowedNetworks: null, requestsPerMinute: null };
    expect(parseTokenTerms(none)).toEqual(none);
  });

  test('are kept in one form, whatever the order and however often', () => {
    expect(
      parseTokenTerms({
        scopes: { readOnly: false, actions: ['asset.update', 'asset.read', 'asset.update'] },
        allowedNetworks: ['::ffff:10.0.0.0/104', '192.0.2.7', '10.0.0.0/8'],
      }),
    ).toEqual({
      scopes: { actions: ['asset.read', 'asset.update'] },
      allowedNetworks: ['10.0.0.0/8', '192.0.2.7/32'],
    });
    expect(parseTokenTerms({ scopes: { readOnly: false } })).toEqual({ scopes: null });
  });

  test.each<[TokenTermsInput, string]>([
    [{ scopes: {} }, 'scopes: names no ceiling; accepted: `readOnly`, `connections`, `actions`, or null for none'],
    [{ scopes: { connections: [] } }, 'scopes.connections: must not be empty'],
    [{ scopes: { actions: [] } }, 'scopes.actions: must not be empty'],
    [
      { scopes: { connections: ['default/glue'] } },
      'scopes.connections.0: `default/glue` is not `default/<connector>/',
    ],
    [{ scopes: { connections: ['default/glue/1', '*'] } }, 'scopes.connections.1: `*` is not'],
    [{ scopes: { connections: ['default/collection/ann'] } }, 'the connector name `collection` is reserved'],
    [{ allowedNetworks: [] }, 'allowedNetworks: must not be empty'],
    [{ allowedNetworks: ['10.0.0.0/8', '10.1.1.1/8'] }, 'allowedNetworks.1: `10.1.1.1/8` has bits set'],
    [{ requestsPerMinute: 0 }, 'requestsPerMinute: must be a whole number from 1 to 1000000'],
    [{ requestsPerMinute: 1_000_001 }, 'requestsPerMinute: must be a whole number'],
    [{ requestsPerMinute: 1.5 }, 'requestsPerMinute: must be a whole number'],
  ])('%j is refused: %s', (terms, problem) => {
    expect(problemsOf(terms).join('\n')).toContain(problem);
  });

  test('an unknown action is named with all that are accepted', () => {
    const [problem = ''] = problemsOf({ scopes: { actions: ['asset.read', 'asset.erase', '*'] } });
    expect(problem).toContain('unknown: `asset.erase`, `*`; accepted: ');
    for (const action of scopeActions) expect(problem).toContain(`\`${action}\``);
  });

  test('too many of anything is refused with their number', () => {
    const many = Array.from({ length: 101 }, (_, index) => `default/glue/${String(index)}`);
    expect(problemsOf({ scopes: { connections: many } })).toEqual([
      'scopes.connections: has 101 entries; at most 100 are accepted',
    ]);
    const networks = Array.from({ length: 101 }, (_, index) => `10.0.${String(index)}.0/24`);
    expect(problemsOf({ allowedNetworks: networks })).toEqual([
      'allowedNetworks: has 101 entries; at most 100 are accepted',
    ]);
  });

  test('everything that is wrong is told at once', () => {
    const wrong = { scopes: { connections: ['x'], actions: ['y'] }, allowedNetworks: ['z'], requestsPerMinute: -1 };
    expect(problemsOf(wrong).map((problem) => problem.split(':')[0])).toEqual([
      'scopes.connections.0',
      'scopes.actions',
      'allowedNetworks.0',
      'requestsPerMinute',
    ]);
  });
});

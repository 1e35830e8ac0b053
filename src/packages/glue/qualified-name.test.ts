import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { childQualifiedName, databaseQualifiedName } from './qualified-name.ts';

const names = fc
  .array(fc.oneof(fc.constantFrom('/', '%', '2', 'F', '5', '%2F', '%25', 'a'), fc.string({ maxLength: 3 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
  .filter((name) => name !== '');

const pathOf = (parts: readonly string[]): string => parts.reduce(childQualifiedName, 'default/glue/1');

describe('childQualifiedName', () => {
  it('leaves usual names as they are', () => {
    expect(pathOf([databaseQualifiedName('').slice(1), 'sales', 'Größe 100% (2025).v1'])).toBe(
      'default/glue/1/AwsDataCatalog/sales/Größe 100% (2025).v1',
    );
  });

  it('keeps different paths apart, whatever the names hold', () => {
    fc.assert(
      fc.property(fc.array(names, { maxLength: 3 }), fc.array(names, { maxLength: 3 }), (left, right) => {
        fc.pre(JSON.stringify(left) !== JSON.stringify(right));
        expect(pathOf(left)).not.toBe(pathOf(right));
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps a slash in a name apart from a deeper path', () => {
    expect(pathOf(['a', 'b/c'])).not.toBe(pathOf(['a/b', 'c']));
    expect(pathOf(['a/b'])).not.toBe(pathOf(['a%2Fb']));
  });
});

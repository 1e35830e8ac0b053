import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSearchSample, type SearchSample } from '../../../test/support/search-sample.ts';

describe('span_or', () => {
  let sample: SearchSample;
  beforeAll(async () => {
    sample = await openSearchSample();
  });
  afterAll(() => sample.close());

  const draft = { span_term: { notes: 'draft' } };
  const orders = { span_term: { notes: 'orders' } };

  it('finds any of the spans', async () => {
    const journey = await sample.run({ span_or: { clauses: [draft, orders] } });
    expect(journey.ast).toEqual({
      kind: 'span',
      field: 'notes',
      span: {
        kind: 'or',
        of: [
          { kind: 'term', value: 'draft' },
          { kind: 'term', value: 'orders' },
        ],
      },
    });
    expect(journey.sql).toContain('$1');
    expect(journey.rows).toEqual([2, 4]);
    expect((await sample.runScored({ span_or: { clauses: orders, boost: 3 } })).scores).toEqual({ 4: 3 });
  });

  it('refuses no clauses, clauses that are no spans, and spans of several fields', async () => {
    await expect(async () => sample.run({ span_or: { clauses: [] } })).rejects.toThrow('at least one span clause');
    await expect(async () =>
      sample.run({ span_or: { clauses: [draft, { term: { notes: 'x' } }, { trem: {} }] } }),
    ).rejects.toMatchObject({
      details: [{ path: 'query.span_or.clauses[1]' }, { path: 'query.span_or.clauses[2]' }],
    });
    await expect(async () =>
      sample.run({ span_or: { clauses: [draft, { span_term: { name: 'x' } }] } }),
    ).rejects.toThrow('spans of one field are accepted; given: `notes` and `name`');
    const masked = { field_masking_span: { query: draft, field: 'name' } };
    await expect(async () => sample.run({ span_or: { clauses: [masked] } })).rejects.toThrow(
      'unknown clause `field_masking_span`',
    );
  });
});

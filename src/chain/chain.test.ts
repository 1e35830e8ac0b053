import { randomBytes, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchorKeyText,
  canonicalJson,
  chainStart,
  createChainCheck,
  deriveAnchorKey,
  isAnchorGenuine,
  parseAnchorKey,
  parseAnchorLine,
  parsePortableRecord,
  sealedText,
  sealRecord,
  signAnchor,
  toPortableRecord,
  type AuditAnchor,
  type ChainFault,
  type SealedFields,
  type SealedRecord,
} from './index.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

function fieldsAt(sequence: number, changes: Partial<SealedFields> = {}): SealedFields {
  return {
    sealVersion: 2,
    sequence,
    at: new Date(start + sequence * 1000),
    actorId: '7d1f0c9e-0000-4000-8000-000000000001',
    actorName: 'jsmith',
    onBehalfOfActorId: null,
    onBehalfOfActorName: null,
    action: 'thing.make',
    objectKind: 'thing',
    objectId: `thing-${String(sequence)}`,
    detailText: '{"size":1}',
    originAddress: '192.0.2.1',
    originClient: 'curl',
    ...changes,
  };
}

function sealAll(fields: readonly SealedFields[], after: Buffer = chainStart): SealedRecord[] {
  let previousHash = after;
  return fields.map((one) => {
    const hash = sealRecord(previousHash, one);
    const record = { ...one, previousHash, hash };
    previousHash = hash;
    return record;
  });
}

function chainOf(length: number): SealedRecord[] {
  return sealAll(Array.from({ length }, (_, index) => fieldsAt(index + 1)));
}

function faultIn(records: readonly SealedRecord[], anchors: readonly AuditAnchor[] = []): ChainFault | null {
  const check = createChainCheck({ anchors });
  for (const record of records) {
    const fault = check.add(record);
    if (fault !== null) return fault;
  }
  return check.end();
}

const anchorOf = ({ sequence, hash }: SealedRecord): AuditAnchor => ({ sequence, hash: hash.toString('hex') });

/** A tampered chain, and the number of the first record that must be named: exactly, or as the end of a range. */
interface Tampering {
  readonly records: readonly SealedRecord[];
  readonly first: number;
}

type Tamper = (records: readonly SealedRecord[], at: number) => Tampering;

const otherFields = (record: SealedRecord): SealedFields => ({ ...record, actorName: 'mallory' });

/** What somebody who owns the database may try. `at` is the index of a record that is neither the first nor the last. */
const visibleByItself: Readonly<Record<string, Tamper>> = {
  'a field changed': (records, at) => ({
    records: records.map((record, index) => (index === at ? { ...record, ...otherFields(record) } : record)),
    first: at + 1,
  }),
  'a field changed and its hash with it': (records, at) => ({
    records: records.map((record, index) =>
      index === at
        ? { ...record, ...otherFields(record), hash: sealRecord(record.previousHash, otherFields(record)) }
        : record,
    ),
    first: at + 2,
  }),
  'a record removed': (records, at) => ({ records: records.filter((_, index) => index !== at), first: at + 1 }),
  'a record removed and the numbers closed up': (records, at) => ({
    records: records
      .filter((_, index) => index !== at)
      .map((record, index) => (index >= at ? { ...record, sequence: index + 1 } : record)),
    first: at + 1,
  }),
  'a record put in between': (records, at) => {
    const [forged] = sealAll([{ ...fieldsAt(at + 1), actorName: 'mallory' }], records[at]?.previousHash);
    if (forged === undefined) throw new Error('one record was sealed');
    const rest = records.slice(at).map((record) => ({ ...record, sequence: record.sequence + 1 }));
    return { records: [...records.slice(0, at), forged, ...rest], first: at + 2 };
  },
  'two records exchanged': (records, at) => {
    const [one, two] = [records[at - 1], records[at]];
    if (one === undefined || two === undefined) throw new Error('both are in the chain');
    const swapped = [
      { ...two, sequence: one.sequence },
      { ...one, sequence: two.sequence },
    ];
    return { records: [...records.slice(0, at - 1), ...swapped, ...records.slice(at + 1)], first: at };
  },
};

/** What only an anchor shows. */
const invisibleByItself: Readonly<Record<string, Tamper>> = {
  'the end cut off': (records, at) => ({ records: records.slice(0, at), first: at + 1 }),
  'everything from a record on written anew': (records, at) => {
    const kept = records.slice(0, at);
    const anew = sealAll(records.slice(at).map(otherFields), kept.at(-1)?.hash);
    return { records: [...kept, ...anew], first: at + 1 };
  },
};

describe('the seal', () => {
  it('covers the canonical JSON of the fields, whatever they hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const textOrNull = fc.option(text);
    const fields = fc.record({
      ...{ actorId: textOrNull, actorName: text, onBehalfOfActorId: textOrNull, onBehalfOfActorName: textOrNull },
      ...{ action: text, objectKind: text, objectId: text, detailText: text },
      ...{ originAddress: textOrNull, originClient: textOrNull },
      sequence: fc.integer({ min: 1 }),
      at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
    });
    fc.assert(
      fc.property(fields, ({ at, detailText, originAddress, originClient, ...rest }) => {
        const first = { ...rest, at: at.toISOString(), detail: detailText };
        const given = { ...rest, at, detailText, originAddress, originClient };
        expect(sealedText({ ...given, sealVersion: 1 })).toBe(canonicalJson(first));
        expect(sealedText({ ...given, sealVersion: 2 })).toBe(
          canonicalJson({ ...first, originAddress, originClient, version: 2 }),
        );
      }),
    );
  });

  it('of a record with an origin does not hold without it, nor under the older version', () => {
    const [record] = chainOf(1);
    if (record === undefined) throw new Error('one record was sealed');
    for (const changes of [{ originAddress: null }, { originClient: null }, { sealVersion: 1 as const }]) {
      expect(faultIn([{ ...record, ...changes }])).toMatchObject({ sequence: 1 });
    }
  });
});

describe('checking a chain', () => {
  const length = 40;
  const records = chainOf(length);
  const anchors = [10, 20, 30, length]
    .map((sequence) => records[sequence - 1])
    .flatMap((record) => record ?? [])
    .map(anchorOf);

  it('finds nothing in a chain that nobody touched, with and without anchors, old seals and new', () => {
    expect(faultIn(records)).toBeNull();
    expect(faultIn(records, anchors)).toBeNull();
    const mixed = sealAll([
      fieldsAt(1, { sealVersion: 1, originAddress: null, originClient: null }),
      fieldsAt(2, { sealVersion: 1, originAddress: null, originClient: null }),
      fieldsAt(3),
    ]);
    expect(faultIn(mixed)).toBeNull();
  });

  it.each(Object.entries(visibleByItself))(
    '%s: every one of 1,000 is found and named, without anchors too',
    (_kind, tamper) => {
      for (let count = 0; count < 1_000; count += 1) {
        const { records: tampered, first } = tamper(records, randomInt(1, length - 1));
        expect(faultIn(tampered)?.sequence).toBe(first);
        // The record before the first that contradicts its neighbour may be the forged one; where it was anchored, it is named itself.
        expect(faultIn(tampered, anchors)?.sequence).toBeOneOf([first - 1, first]);
      }
    },
  );

  it.each(Object.entries(invisibleByItself))(
    '%s: every one of 2,000 is found with anchors, and with them only',
    (_kind, tamper) => {
      for (let count = 0; count < 2_000; count += 1) {
        const { records: tampered, first } = tamper(records, randomInt(1, length - 1));
        expect(faultIn(tampered)).toBeNull();
        const fault = faultIn(tampered, anchors);
        const range = /one of (\d+) to (\d+)$/.exec(fault?.reason ?? '');
        const [low, high] = range === null ? [fault?.sequence, fault?.sequence] : [Number(range[1]), Number(range[2])];
        expect(low).toBeLessThanOrEqual(first);
        expect(high).toBeGreaterThanOrEqual(first);
      }
    },
  );

  it('a part of a chain is checked from its first record on', () => {
    const check = createChainCheck({ isPart: true, anchors });
    for (const record of records.slice(14)) expect(check.add(record)).toBeNull();
    expect(check.end()).toBeNull();
    expect(check.recordCount).toBe(26);
  });

  it('an exported record is the record again when it is read back', () => {
    for (const record of records) {
      const back = parsePortableRecord(JSON.stringify(toPortableRecord(record)));
      expect(back).toEqual(record);
    }
  });

  it.each(['', '{', '[]', 'null', '{"sequence":1}', JSON.stringify({ ...fieldsAt(1), version: 3 })])(
    'a line that is no record (%j) is none',
    (line) => expect(parsePortableRecord(line)).toBeNull(),
  );
});

describe('anchors', () => {
  const key = deriveAnchorKey(randomBytes(32));
  const anchor = signAnchor({ sequence: 7, hash: 'ab'.repeat(32) }, new Date(start), key);

  it('are genuine under the key that signed them, public or private, and under no other', () => {
    const publicKey = parseAnchorKey(anchorKeyText(key));
    if (publicKey === null) throw new Error('the text of a key is a key');
    expect(isAnchorGenuine(anchor, key)).toBe(true);
    expect(isAnchorGenuine(anchor, publicKey)).toBe(true);
    expect(isAnchorGenuine(anchor, deriveAnchorKey(randomBytes(32)))).toBe(false);
  });

  it.each([{ sequence: 8 }, { hash: 'ac'.repeat(32) }, { at: '2026-01-01T00:00:01.000Z' }, { signature: 'AAAA' }])(
    'changed in any field (%j) are not genuine',
    (change) => expect(isAnchorGenuine({ ...anchor, ...change }, key)).toBe(false),
  );

  it('the same key material gives the same key after every start', () => {
    const material = randomBytes(32);
    expect(anchorKeyText(deriveAnchorKey(material))).toBe(anchorKeyText(deriveAnchorKey(material)));
  });

  it('are read back from their line; what is no anchor is none', () => {
    expect(parseAnchorLine(JSON.stringify(anchor))).toEqual(anchor);
    for (const line of ['', '{', '7', 'null', '{"sequence":1.5}', '{"sequence":"1"}']) {
      expect(parseAnchorLine(line)).toBeNull();
    }
    expect(parseAnchorKey('AAAA')).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../foundation/index.ts';
import { readParameters, replacePlaceholders } from './parameters.ts';

function specOf(parameters: readonly JsonObject[]): JsonObject {
  return { templates: [{ name: 'main', dag: { tasks: [{ name: '{{run}}', arguments: { parameters } }] } }] };
}

const guid = '00000000-0000-4000-8000-000000000000';
const replacements = new Map([['credentialGuid', guid]]);

describe('placeholders', () => {
  it('are replaced in every value, also inside JSON that is text, and nowhere else', () => {
    const spec = specOf([
      { name: '{{credentialGuid}}', value: '{{credentialGuid}}' },
      { name: 'connection', value: '{"attributes":{"defaultCredentialGuid":"{{credentialGuid}}"}}' },
      { name: 'deep', value: { list: ['x {{credentialGuid}} y', 7, null] } },
      { name: 'unknown', value: '{{somethingElse}}' },
    ]);
    expect([...readParameters(replacePlaceholders(spec, replacements))]).toEqual([
      ['{{credentialGuid}}', guid],
      ['connection', `{"attributes":{"defaultCredentialGuid":"${guid}"}}`],
      ['deep', { list: [`x ${guid} y`, 7, null] }],
      ['unknown', '{{somethingElse}}'],
    ]);
  });

  it('leave everything without braces as it is, and JSON in a value stays JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sent = JSON.parse(JSON.stringify(value)) as JsonValue;
        const text = JSON.stringify({ sent, guid: '{{credentialGuid}}' });
        const [read] = readParameters(replacePlaceholders(specOf([{ name: 'p', value: text }]), replacements)).values();
        const parsed = JSON.parse(String(read)) as JsonObject;
        expect(parsed.guid).toBe(guid);
        if (!text.includes('{{credentialGuid}}', text.indexOf('{{') + 2)) expect(isJsonObject(parsed)).toBe(true);
      }),
    );
  });

  it('a parameter given twice has its last value', () => {
    const spec = specOf([
      { name: 'p', value: 1 },
      { name: 'p', value: null },
    ]);
    expect([...readParameters(spec)]).toEqual([['p', null]]);
  });
});

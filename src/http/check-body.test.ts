import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { isCatalogError } from '../foundation/index.ts';
import { createBodyCheck } from './check-body.ts';

const check = createBodyCheck(
  Compile(
    Type.Object(
      {
        name: Type.String({ minLength: 1 }),
        role: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('admin')])),
        size: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
        parts: Type.Optional(Type.Array(Type.Object({ 'a/b': Type.String() }))),
      },
      { additionalProperties: false },
    ),
  ),
);

function problemsOf(body: unknown): string[] {
  try {
    check(body);
    return [];
  } catch (error) {
    if (!isCatalogError(error)) throw error;
    return error.details.length === 0
      ? [error.message]
      : error.details.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('createBodyCheck', () => {
  it('gives back what fits, untouched', () => {
    const body = { name: 'x', size: null, parts: [{ 'a/b': 'c', more: 1 }] };
    expect(check(body)).toBe(body);
  });

  it.each([
    [{}, ['name: is required']],
    [{ name: 5 }, ['name: must be string']],
    [{ name: '' }, ['name: must not have fewer than 1 characters']],
    [{ name: 'x', size: 'y' }, ['size: must be integer or null']],
    [{ name: 'x', role: 'root' }, ['role: must be "none" or "admin"']],
    [{ name: 'x', colour: 1 }, ['colour: is not a known field']],
    [{ name: 'x', parts: [{ 'a/b': 1 }] }, ['parts.0.a/b: must be string']],
    [
      { name: 5, size: 1.5, colour: 1 },
      ['colour: is not a known field', 'name: must be string', 'size: must be integer or null'],
    ],
    [null, [': the body must be object']],
    [undefined, ['the body is empty; accepted: a JSON object']],
  ])('says everything that is wrong with %j', (body, problems) => {
    expect(problemsOf(body).sort()).toEqual([...problems].sort());
  });
});

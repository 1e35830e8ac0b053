import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations, type Operation } from '../../contract/index.ts';
import { isJsonObject } from '../../foundation/index.ts';
import { describeApi } from './describe-api.ts';
import { openApiFile, renderOpenApi } from './openapi-file.ts';

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

describe('OpenAPI', () => {
  it('the checked-in file is fresh (`node src/http/openapi/write-openapi.ts` writes it)', () => {
    expect(existsSync(openApiFile) ? readFileSync(openApiFile, 'utf8') : '').toBe(renderOpenApi());
  });

  it('describes every operation under its method and path, with its access', () => {
    const { paths } = describeApi();
    const atlan = [{ bearer: [] }, { session: [] }];
    const alation = [{ token: [] }, { bearer: [] }];
    for (const [id, { method, path, access, surface }] of Object.entries<Operation>(operations)) {
      const described = (paths as Record<string, Record<string, unknown>>)[path]?.[method.toLowerCase()];
      expect(described).toMatchObject({
        operationId: id,
        security: access === 'public' ? [] : surface === 'alation' ? alation : atlan,
      });
    }
  });

  it('refers to nothing that is not there', () => {
    const api = describeApi();
    for (const reference of referencesIn(api)) {
      const target = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), api);
      expect(target, reference).toBeDefined();
    }
  });
});

import { atlanErrors, operations, type Operation, type OperationId } from '../../contract/index.ts';
import { namedSchemas, operationSchemas, type OperationSchemas } from '../../contract/schemas.ts';
import { parseJson, type JsonObject } from '../../foundation/index.ts';
import { sessionCookieName } from '../authentication/session-cookie.ts';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, object & { readonly description?: string; readonly type?: string }>>;
  readonly required?: readonly string[];
}

const namesOf = new Map<unknown, string>(Object.entries(namedSchemas).map(([name, schema]) => [schema, name]));

/** The JSON of a schema, which carries more than JSON for the compiler; named shapes inside it become references. */
function asJson(root: object): JsonObject {
  const text = JSON.stringify(root, (_key, value: unknown) => {
    const name = value === root ? undefined : namesOf.get(value);
    return name === undefined ? value : { $ref: `#/components/schemas/${name}` };
  });
  return parseJson(text) as JsonObject;
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(schemas: OperationSchemas): JsonObject[] {
  if (schemas.query === undefined) return [];
  // Every query schema of the contract is an object of named parameters.
  const { properties, required = [] } = schemas.query as unknown as ObjectSchema;
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: asJson(schema),
    ...(schema.type === 'array' ? { style: 'form', explode: true } : {}),
  }));
}

function jsonContent(schema: object): JsonObject {
  return { 'application/json': asJson({ schema }) };
}

function requestBodyOf({ form, anyEncoding }: Operation, { body }: OperationSchemas): JsonObject {
  if (body === undefined) return {};
  const formContent = { 'application/x-www-form-urlencoded': asJson({ schema: body }) };
  if (form === true) return { requestBody: { required: true, content: formContent } };
  const others = anyEncoding === true ? { ...formContent, 'multipart/form-data': asJson({ schema: body }) } : {};
  return { requestBody: { required: true, content: { ...jsonContent(body), ...others } } };
}

function successStatusOf({ created, noContent }: Operation): string {
  if (noContent === true) return '204';
  return created === true ? '201' : '200';
}

function responsesOf(operation: Operation, schemas: OperationSchemas): JsonObject {
  const refused = { $ref: `#/components/responses/${operation.surface === 'alation' ? 'AlationError' : 'Error'}` };
  if (operation.redirects === true) return { '303': { description: 'the address to go to' }, default: refused };
  return { [successStatusOf(operation)]: successOf(schemas), default: refused };
}

function successOf({ response }: OperationSchemas): JsonObject {
  if (response === undefined) return { description: 'done; the body is empty' };
  return { description: 'done', content: jsonContent(response) };
}

function securityOf({ access, surface }: Operation): JsonObject[] {
  if (access === 'public') return [];
  return surface === 'alation' ? [{ token: [] }, { bearer: [] }] : [{ bearer: [] }, { session: [] }];
}

function describeOperation(id: OperationId): JsonObject {
  const operation: Operation = operations[id];
  const schemas: OperationSchemas = operationSchemas[id];
  const needs = operation.capability === 'none' ? '' : `Needs: ${operation.capability}.`;
  return {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(needs === '' ? {} : { description: needs }),
    parameters: [...pathParameters(operation.path), ...queryParameters(schemas)],
    ...requestBodyOf(operation, schemas),
    responses: responsesOf(operation, schemas),
    security: securityOf(operation),
  };
}

function describePaths(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const id of Object.keys(operations) as OperationId[]) {
    const { path, method } = operations[id];
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(id) };
  }
  return paths;
}

function describeErrors(): JsonObject {
  const lines = Object.entries(atlanErrors).map(
    ([code, { status, atlanCode }]) => `- \`${code}\`: ${String(status)}, \`${atlanCode}\``,
  );
  return {
    description: `The request was refused. \`info\` is one of:\n\n${lines.join('\n')}`,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

function describeAlationErrors(): JsonObject {
  return {
    description: 'The request was refused, in the body of the Alation wire; `reason` is one of the words of `Error`.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/AlationError' } } },
  };
}

/** The OpenAPI 3.1 description of every operation, made from the contract and from nothing else. */
export function describeApi(): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clavis',
      version: '1',
      summary: 'A data catalog with governed programmatic access, on the Atlan wire',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: describePaths(),
    components: {
      schemas: Object.fromEntries(Object.entries(namedSchemas).map(([name, schema]) => [name, asJson(schema)])),
      responses: { Error: describeErrors(), AlationError: describeAlationErrors() },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'an API token or a user bearer' },
        token: { type: 'apiKey', in: 'header', name: 'TOKEN', description: 'an API access token of the Alation wire' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName, description: 'a browser session' },
      },
    },
  };
}

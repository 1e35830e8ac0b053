import { parse, stringify } from 'yaml';
import { CatalogError, isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../foundation/index.ts';

/** What a contract says, in both of its spellings (Atlan wire, data contracts). */
export interface ContractDocument {
  readonly content: JsonObject;
  readonly status: 'DRAFT' | 'VERIFIED';
  /** The type of the asset that it is about. */
  readonly type: string;
  /** As it was sent, or made from the other one. */
  readonly json: string;
  readonly spec: string;
}

function invalid(at: string, message: string): CatalogError {
  return new CatalogError('field_invalid', `\`${at}\` ${message}`);
}

function parseText(text: string, at: string, read: (text: string) => unknown): JsonObject {
  let content: unknown;
  try {
    content = read(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw invalid(at, `cannot be read: ${reason}`);
  }
  // What YAML has beyond JSON, such as dates, becomes what JSON makes of it.
  const plain = parseJson(JSON.stringify(content ?? null));
  if (isJsonObject(plain)) return plain;
  throw invalid(at, 'is no object');
}

function statusOf(content: JsonObject, at: string): 'DRAFT' | 'VERIFIED' {
  const text = String(content['status'] ?? '').toUpperCase();
  if (text === 'DRAFT' || text === 'VERIFIED') return text;
  throw invalid(`${at}.status`, `is \`${text}\`; accepted: \`DRAFT\`, \`VERIFIED\``);
}

/** Reads the contract of a request: the JSON where both spellings are sent. `attribute_missing`, `field_invalid`. */
export function readContract(values: ReadonlyMap<string, JsonValue>, at: string): ContractDocument {
  const [json, spec] = [values.get('dataContractJson'), values.get('dataContractSpec')];
  const isJson = typeof json === 'string' && json !== '';
  const text = isJson ? json : spec;
  if (typeof text !== 'string' || text === '') {
    throw new CatalogError('attribute_missing', `\`${at}.dataContractJson\` or \`dataContractSpec\` is missing`);
  }
  const path = `${at}.${isJson ? 'dataContractJson' : 'dataContractSpec'}`;
  const content = parseText(text, path, (it) => (isJson ? parseJson(it) : parse(it)) as unknown);
  const type = content['type'];
  if (typeof type !== 'string' || type === '') throw invalid(`${path}.type`, 'is missing: the type of the asset');
  const both = isJson ? { json: text, spec: stringify(content) } : { json: JSON.stringify(content), spec: text };
  return { content, status: statusOf(content, path), type, ...both };
}

/** What is stored of a contract, to be compared with; empty when it is none. */
export function storedContent(attributes: JsonObject): JsonObject {
  const json = attributes['dataContractJson'];
  if (typeof json !== 'string') return {};
  const content = parseJson(json);
  return isJsonObject(content) ? content : {};
}

import {
  CatalogError,
  isJsonObject,
  requireNoProblems,
  type JsonObject,
  type JsonValue,
  type Problem,
} from '../foundation/index.ts';
import { parseCredentialInput, type CredentialInput } from './credentials/credential-input.ts';

/** An item of `payload`: a credential to keep in the vault, and the placeholder that stands for its guid. */
export interface PayloadItem {
  readonly parameter: string;
  readonly credential: CredentialInput;
}

/** A workflow as a client submits it (Atlan wire, create and update), explicit nulls dropped. */
export interface WorkflowBody {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  readonly payload: readonly PayloadItem[];
}

const namePattern = /^[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?$/;
/** Names that are routes of their own. */
const reservedNames = new Set(['submit', 'indexsearch']);

/**
 * The value without keys that hold `null`. COMPAT: one client sends every unset key as `null`; on this wire null means absent.
 * The values of workflow parameters are anybody's JSON and stay as they are.
 */
function dropNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(dropNulls);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key, entry]) => entry !== null || key === 'value');
  return Object.fromEntries(kept.map(([key, entry]) => [key, key === 'value' ? entry : dropNulls(entry)]));
}

function parseTexts(value: JsonValue | undefined, path: string, problems: Problem[]): Record<string, string> {
  if (value === undefined) return {};
  if (!isJsonObject(value)) {
    problems.push({ path, message: 'expected an object of strings' });
    return {};
  }
  const texts: Record<string, string> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object') problems.push({ path: `${path}.${key}`, message: 'expected a string' });
    // COMPAT: hand-written requests carry booleans and numbers here; answers must hold strings only.
    else texts[key] = String(entry);
  }
  return texts;
}

function parseName(metadata: JsonObject, problems: Problem[]): string {
  const name = metadata.name;
  if (typeof name === 'string' && namePattern.test(name) && !reservedNames.has(name)) return name;
  problems.push({
    path: 'metadata.name',
    message: `expected up to 200 lower-case letters, digits, \`-\` and \`.\`, such as \`atlan-glue-1735500000\``,
  });
  return '';
}

function parsePayload(value: JsonValue | undefined, problems: Problem[]): PayloadItem[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problems.push({ path: 'payload', message: 'expected a list' });
    return [];
  }
  const seen = new Set<JsonValue>();
  return (value as readonly JsonValue[]).flatMap((item, index) => {
    const path = `payload[${index}]`;
    if (!isJsonObject(item) || item.type !== 'credential') {
      problems.push({ path: `${path}.type`, message: 'expected `credential`' });
      return [];
    }
    if (typeof item.parameter !== 'string' || !/^[\w-]{1,100}$/.test(item.parameter)) {
      problems.push({ path: `${path}.parameter`, message: 'expected a name such as `credentialGuid`' });
      return [];
    }
    if (seen.has(item.parameter)) {
      problems.push({ path: `${path}.parameter`, message: `\`${item.parameter}\` is there twice` });
      return [];
    }
    seen.add(item.parameter);
    return [{ parameter: item.parameter, credential: parseCredentialInput(item.body, `${path}.body`, problems) }];
  });
}

/** A workflow is copied into each of its runs, and answered with each; Argo takes no larger one either. */
const bytesMax = 1_048_576;

function requireSmall(body: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(body));
  if (bytes <= bytesMax) return;
  throw new CatalogError(
    'body_too_large',
    `the workflow has ${bytes} bytes; at most ${bytesMax} are accepted: put what it reads into a file or a credential`,
  );
}

/** Parses the body of a create or an update. Unknown keys are ignored, as clients send more than we need. Throws `field_invalid`, `body_too_large`. */
export function parseWorkflowBody(body: unknown): WorkflowBody {
  if (!isJsonObject(body)) throw new CatalogError('field_invalid', 'expected an object with `metadata` and `spec`');
  requireSmall(body);
  const { metadata, spec, payload } = dropNulls(body) as JsonObject;
  const problems: Problem[] = [];
  if (!isJsonObject(metadata)) problems.push({ path: 'metadata', message: 'expected an object' });
  if (spec !== undefined && !isJsonObject(spec)) problems.push({ path: 'spec', message: 'expected an object' });
  const known = isJsonObject(metadata) ? metadata : {};
  const parsed: WorkflowBody = {
    name: parseName(known, problems),
    namespace: typeof known.namespace === 'string' ? known.namespace : 'default',
    labels: parseTexts(known.labels, 'metadata.labels', problems),
    annotations: parseTexts(known.annotations, 'metadata.annotations', problems),
    spec: isJsonObject(spec) ? spec : {},
    payload: parsePayload(payload, problems),
  };
  requireNoProblems('field_invalid', problems);
  return parsed;
}

/** The workflow that a rerun body names (Atlan wire, rerun), or `null` when the body is no rerun. COMPAT: `resourceKind` may be empty. */
export function findRerunName(body: unknown): string | null {
  if (!isJsonObject(body) || isJsonObject(body.metadata)) return null;
  return typeof body.resourceName === 'string' && body.resourceName !== '' ? body.resourceName : null;
}

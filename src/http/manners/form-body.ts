import { isUtf8 } from 'node:buffer';
import { CatalogError } from '../../foundation/index.ts';

/** The fields of a form, by name. */
export type FormFields = Readonly<Record<string, string>>;

export const formType = 'application/x-www-form-urlencoded';
const fieldsMax = 100;

function refuse(message: string): never {
  throw new CatalogError('body_malformed', message);
}

/** What a `content-type` says without its parameters, in lower case. */
export function mediaTypeOf(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * The fields of a form by name. Throws `body_malformed` for U+0000, more fields than any protocol has, and a field that stands there
 * twice: which of them counts is not ours to guess.
 */
export function uniqueFields(fields: readonly (readonly [string, string])[]): FormFields {
  if (fields.length > fieldsMax) refuse(`the body has more than ${String(fieldsMax)} fields`);
  if (fields.some((pair) => pair.join('').includes('\u0000'))) refuse('the body holds U+0000');
  const twice = fields.find(([name], index) => fields.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) refuse(`the field \`${twice[0].slice(0, 80)}\` stands there twice`);
  return Object.fromEntries(fields);
}

/**
 * The fields of a form body, or `undefined` when it is empty. Throws `body_malformed` for another content type, what is not UTF-8, and as
 * `uniqueFields` does.
 */
export function parseFormBody(contentType: string | undefined, bytes: Buffer): FormFields | undefined {
  if (bytes.length === 0) return undefined;
  const mediaType = mediaTypeOf(contentType);
  if (mediaType !== formType) refuse(`the body is \`${mediaType}\`; accepted: \`${formType}\``);
  if (!isUtf8(bytes)) refuse('the body is not UTF-8');
  return uniqueFields([...new URLSearchParams(bytes.toString('utf8'))]);
}

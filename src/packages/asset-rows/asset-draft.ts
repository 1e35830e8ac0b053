import { type JsonObject, type JsonValue } from '../../foundation/index.ts';
import { type TermName } from './term-names.ts';

/** One asset as a row of a file wants it. Nothing is known yet of what is stored. */
export interface AssetDraft {
  /** Of the row, for messages. */
  readonly line: number;
  readonly typeName: string;
  readonly qualifiedName: string;
  /** `''` where the row does not say it. */
  readonly name: string;
  /** Only what the row says; `null` clears. */
  readonly attributes: JsonObject;
  /** Links in place of those that are there. */
  readonly links: JsonObject;
  /** Links beside those that are there. */
  readonly furtherLinks: JsonObject;
  /** In place of those that are there; `null` where the row says nothing of terms. */
  readonly terms: readonly TermName[] | null;
  /** The name of the glossary that it lies in, for terms and categories; `null` where the row does not say it. */
  readonly glossary: string | null;
  /** It comes back when it is archived. */
  readonly restores: boolean;
}

/** A reference to an asset by its name. */
export function reference(typeName: string, qualifiedName: string): JsonValue {
  return { typeName, uniqueAttributes: { qualifiedName } };
}

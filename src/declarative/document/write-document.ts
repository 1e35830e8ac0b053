import { stringify } from 'yaml';
import { apiVersion, sections, type AccessDocument } from './document.ts';

export type DocumentFormat = 'yaml' | 'json';

/** A document as text: sections in one order, everything else as it is given. */
export function writeDocument(document: Omit<AccessDocument, 'apiVersion'>, format: DocumentFormat): string {
  const present = sections.filter((section) => document[section] !== undefined);
  const ordered = { apiVersion, ...Object.fromEntries(present.map((section) => [section, document[section]])) };
  if (format === 'json') return `${JSON.stringify(ordered, null, 2)}\n`;
  // Words such as `no` are quoted, so that readers of YAML 1.1 take them for text too.
  return stringify(ordered, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}

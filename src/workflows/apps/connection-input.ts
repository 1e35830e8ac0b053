import type { JsonObject } from '../../foundation/index.ts';

const text = (title: string, description: string): JsonObject => ({ type: 'string', title, description });
const names = (title: string): JsonObject => ({ type: 'array', items: { type: 'string' }, title });

/** How the connection is told apart from those of other sources. */
export interface ConnectionKind {
  /** As in qualified names: `default/<connector>/<second>`. */
  readonly connector: string;
  /** Whether no connection of another connector will do. */
  readonly isOnly: boolean;
}

/** The input `connection`, as JSON Schema (Atlan wire, apps): a new one in full, or one that is there by its qualified name. */
export function connectionInput({ connector, isOnly }: ConnectionKind): JsonObject {
  return {
    type: 'object',
    title: 'Connection',
    description:
      'The connection to fill: described in full to make a new one, by its qualified name alone to use one that is there.',
    properties: {
      typeName: { const: 'Connection' },
      attributes: {
        type: 'object',
        properties: {
          qualifiedName: {
            ...text('Qualified name', `Such as \`default/${connector}/1735500000\`.`),
            pattern: `^default/${isOnly ? connector : '[^/\\s]+'}/[^/\\s]+$`,
          },
          name: { ...text('Name', 'What people call the connection.'), minLength: 1 },
          connectorName: isOnly
            ? { const: connector, default: connector, title: 'Connector' }
            : text('Connector', 'The kind of source.'),
          adminUsers: names('Admins by user name'),
          adminGroups: names('Admins by group'),
          adminRoles: names('Admins by role id'),
        },
        required: ['qualifiedName'],
      },
    },
    required: ['typeName', 'attributes'],
  };
}

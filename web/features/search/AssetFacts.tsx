import { Code, Table, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { type Asset } from '../../../src/sdk/index.ts';
import { CopyIcon } from '../../ui/CopyIcon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './AssetFacts.module.css';

/** Attributes that are shown when they are set, in this order. */
const shownAttributes: readonly [attribute: string, label: string][] = [
  ['connectorName', 'Connector'],
  ['databaseName', 'Database'],
  ['schemaName', 'Schema'],
  ['subType', 'Kind'],
  ['dataType', 'Data type'],
  ['rawDataTypeDefinition', 'Type at the source'],
  ['columnCount', 'Columns'],
  ['tableCount', 'Tables'],
  ['rowCount', 'Rows'],
  ['sizeBytes', 'Bytes'],
  ['externalLocation', 'Location'],
  ['externalLocationFormat', 'Format'],
];

function valueText(value: unknown): string | null {
  if (typeof value === 'number') return value === 0 ? null : value.toLocaleString('en');
  return typeof value === 'string' && value !== '' ? value : null;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.label}>
        {label}
      </Table.Th>
      <Table.Td className={classes.value}>{children}</Table.Td>
    </Table.Tr>
  );
}

export function AssetFacts({ asset }: { asset: Asset }) {
  const { definition } = asset.attributes;
  return (
    <>
      <Table verticalSpacing={6} aria-label="Facts" layout="fixed">
        <Table.Tbody>
          <Fact label="Qualified name">
            <span className={classes.copyable}>
              {asset.qualifiedName}
              <CopyIcon value={asset.qualifiedName} label="Copy the qualified name" />
            </span>
          </Fact>
          {shownAttributes.map(([attribute, label]) => {
            const text = valueText(asset.attributes[attribute]);
            return text === null ? null : (
              <Fact key={attribute} label={label}>
                {text}
              </Fact>
            );
          })}
          {asset.updatedAt !== null && (
            <Fact label="Updated">
              <TimeText date={asset.updatedAt} />
            </Fact>
          )}
          {asset.createdBy !== null && <Fact label="Created by">{asset.createdBy}</Fact>}
        </Table.Tbody>
      </Table>
      {typeof definition === 'string' && definition !== '' && (
        <div>
          <Text fw={600} size="sm" mb={4}>
            Definition
          </Text>
          <Code block>{definition}</Code>
        </div>
      )}
    </>
  );
}

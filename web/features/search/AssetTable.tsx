import { Badge, Table, Text, UnstyledButton } from '@mantine/core';
import { type Asset } from '../../../src/sdk/index.ts';
import classes from './AssetTable.module.css';

interface AssetTableProps {
  assets: readonly Asset[];
  onOpen: (guid: string) => void;
}

function descriptionOf(asset: Asset): string {
  const { description } = asset.attributes;
  return typeof description === 'string' ? description : '';
}

/** The found assets; the name opens the details. */
export function AssetTable({ assets, onOpen }: AssetTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs" highlightOnHover aria-label="Assets">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th className={classes.type}>Type</Table.Th>
          <Table.Th className={classes.description} visibleFrom="md">
            Description
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {assets.map((asset) => (
          <Table.Tr key={asset.guid}>
            <Table.Td>
              <UnstyledButton className={classes.name} onClick={() => onOpen(asset.guid)}>
                {asset.name}
              </UnstyledButton>
              <Text size="xs" c="dimmed" truncate="start" title={asset.qualifiedName}>
                {/* Cut at its start by being set from the right; the path itself still reads from the left. */}
                <bdi dir="ltr">{asset.qualifiedName}</bdi>
              </Text>
            </Table.Td>
            <Table.Td>
              <Badge variant="light" color="gray" tt="none">
                {asset.typeName}
              </Badge>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Text size="sm" lineClamp={2}>
                {descriptionOf(asset)}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

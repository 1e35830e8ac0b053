import { Badge, Code, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Asset } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import classes from './ColumnList.module.css';
import { orderColumns } from './order-columns.ts';
import { columnsQuery, columnsMax } from './queries.ts';

/** The columns of a table or view, nested fields indented below their column. */
export function ColumnList({ asset }: { asset: Asset }) {
  const columns = useQuery(columnsQuery(asset));
  if (columns.isError) return <ErrorPanel {...translateError(columns.error)} />;
  if (columns.isPending) return <TableSkeleton label="Loading the columns" />;
  const { assets, total } = columns.data;
  const rows = orderColumns(assets, asset.qualifiedName);
  return (
    <section aria-label="Columns">
      <Title order={2} size="h5" mb="xs">
        Columns ({total})
      </Title>
      {total > columnsMax && (
        <Text size="sm" c="dimmed">
          The first {columnsMax} are shown.
        </Text>
      )}
      {total === 0 ? (
        <Text c="dimmed">None that you may see.</Text>
      ) : (
        <Table layout="fixed" verticalSpacing={6} aria-label="Columns">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Type</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((column) => (
              <Table.Tr key={column.guid}>
                <Table.Td className={classes.cell}>
                  <div style={{ paddingInlineStart: `${column.depth * 16}px` }}>
                    {column.name}{' '}
                    {column.isPartition && (
                      <Badge size="xs" variant="light" color="grape" tt="none">
                        partition key
                      </Badge>
                    )}
                    {column.description !== '' && (
                      <Text size="xs" c="dimmed">
                        {column.description}
                      </Text>
                    )}
                  </div>
                </Table.Td>
                <Table.Td className={classes.cell}>
                  <Code>{column.dataType}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}

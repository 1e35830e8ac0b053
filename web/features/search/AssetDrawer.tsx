import { Badge, Drawer, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Asset } from '../../../src/sdk/index.ts';
import { translateError } from '../../api/translate-error.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { AssetFacts } from './AssetFacts.tsx';
import { ColumnList } from './ColumnList.tsx';
import { assetDetailQuery } from './queries.ts';

const typesWithColumns = new Set(['Table', 'View', 'MaterialisedView']);

function AssetDetail({ asset }: { asset: Asset }) {
  const { description } = asset.attributes;
  return (
    <Stack>
      <Group gap="xs">
        <Badge variant="light" tt="none">
          {asset.typeName}
        </Badge>
        {asset.status === 'DELETED' && (
          <Badge variant="light" color="red" tt="none">
            Archived
          </Badge>
        )}
      </Group>
      {typeof description === 'string' && description !== '' && <Text>{description}</Text>}
      <AssetFacts asset={asset} />
      {typesWithColumns.has(asset.typeName) && <ColumnList asset={asset} />}
    </Stack>
  );
}

function DetailOf({ guid }: { guid: string }) {
  const detail = useQuery(assetDetailQuery(guid));
  if (detail.isError) return <ErrorPanel {...translateError(detail.error)} />;
  if (detail.isPending) return <TableSkeleton label="Loading the asset" />;
  return <AssetDetail asset={detail.data} />;
}

function DrawerTitle({ guid }: { guid: string }) {
  const detail = useQuery(assetDetailQuery(guid));
  return <>{detail.data?.name ?? 'Asset'}</>;
}

/** Everything about one asset, beside the list it was chosen from. */
export function AssetDrawer({ guid, onClose }: { guid: string | null; onClose: () => void }) {
  return (
    <Drawer
      opened={guid !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={guid === null ? '' : <DrawerTitle guid={guid} />}
      closeButtonProps={{ 'aria-label': 'Close the details' }}
      styles={{ title: { fontWeight: 700, fontSize: 'var(--mantine-h3-font-size)', overflowWrap: 'anywhere' } }}
    >
      {guid !== null && <DetailOf guid={guid} />}
    </Drawer>
  );
}

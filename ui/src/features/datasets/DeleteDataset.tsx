// Asks before a dataset goes to the trash with its files.
import { useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import { groupPath, useGroup } from '../../shell/current-group';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';
import { usageQuery } from '../files/usage-query';
import { datasetQuery } from './dataset-query';

const DeleteDocument = graphql(`
  mutation DeleteDataset($id: String!, $groupName: String!) {
    deleteDatasetV2(where: { id: $id, groupName: $groupName }) {
      id
    }
  }
`);

type Props = { id?: string; close: () => void; done: () => void };

export function DeleteDataset({ id: open, close, done }: Props) {
  const id = useLast(open) ?? '';
  const group = useGroup();
  const { mutateAsync } = useApiMutation(DeleteDocument, ['dataset', 'files']);
  const dataset = useQuery({ ...datasetQuery(group.name, id), enabled: Boolean(open) });
  const usage = useQuery({ ...usageQuery(group.name), enabled: Boolean(open) });
  const toast = useToast();
  const navigate = useNavigate();
  const size = dataset.data?.datasetV2.size;
  const days = usage.data?.filesUsage.trashDays ?? 7;
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.datasets.deleteTitle(id)}
      confirm={t.datasets.deleteDataset}
      keep={t.datasets.keepDataset}
      goes={[{ icon: Database, what: id, amount: size === undefined || size === null ? '' : bytes(size) }]}
      stays={t.files.deleteStays(days)}
      onClose={close}
      onConfirm={async () => {
        await mutateAsync({ id, groupName: group.name });
        toast.success(t.datasets.deleted(id), undefined, {
          label: t.files.showTrash,
          onClick: () => void navigate(groupPath(group, 'files?tab=trash')),
        });
        done();
      }}
    >
      {t.datasets.deleteText}
    </ConfirmDialog>
  );
}

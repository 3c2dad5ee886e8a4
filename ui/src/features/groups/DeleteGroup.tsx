// Asks before a group is deleted, with the counts of everything that goes with it.
import { useQuery } from '@tanstack/react-query';
import { AppWindow, Database, FolderOpen, HardDrive, ListChecks, NotebookText, Repeat, Rocket } from 'lucide-react';
import type { GroupToDeleteQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { number } from '../../format/number';
import { volume } from '../../format/units';
import { t } from '../../messages/admin';
import { ConfirmDialog, type Goes } from '../../ui/ConfirmDialog';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';

const CountDocument = graphql(`
  query GroupToDelete($id: ID!) {
    groupResourcesToBeDeleted(where: { id: $id }) {
      apps
      datasets
      sharedFiles
      jobs
      schedules
      deployments
      notebooks
      members
      runningWorkloads
      sharedFilesBytes
    }
  }
`);

const DeleteDocument = graphql(`
  mutation DeleteGroup($id: ID!) {
    deleteGroup(where: { id: $id }) {
      id
    }
  }
`);

type Group = {
  id: string;
  name: string;
  displayName?: string | null;
  enabledSharedVolume?: boolean | null;
  sharedVolumeCapacity?: number | null;
};

type Props = { group?: Group; onClose: () => void; onDeleted: () => void };

export function DeleteGroup({ group: open, onClose, onDeleted }: Props) {
  const group = useLast(open);
  const query = useQuery({
    // Counted once when the question is asked: after the deletion there is nothing left to count.
    ...apiQuery(CountDocument, { id: group?.id ?? '' }, []),
    enabled: Boolean(open),
    staleTime: 0,
  });
  const { mutateAsync } = useApiMutation(DeleteDocument, ['group', 'user', 'notebook']);
  const toast = useToast();
  const name = group?.displayName || group?.name || '';
  const counts = query.data?.groupResourcesToBeDeleted ?? undefined;
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.groups.deleteTitle(name)}
      confirm={t.groups.deleteGroup}
      keep={t.groups.keepGroup}
      goes={group && counts && goesWith(group, counts)}
      stays={t.groups.deleteStays}
      typeToConfirm={group?.name ?? ''}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: group?.id ?? '' });
        toast.success(t.admin.deleted(name));
        onDeleted();
      }}
    >
      <PanelState query={query} what={t.groups.goes.notebooks} height={120}>
        {() => counts && t.groups.deleteText(counts.runningWorkloads ?? 0, counts.members ?? 0)}
      </PanelState>
    </ConfirmDialog>
  );
}

type Counts = NonNullable<GroupToDeleteQuery['groupResourcesToBeDeleted']>;

/** What there is none of is not mentioned. */
function goesWith(group: Group, counts: Counts): Goes[] {
  const { goes } = t.groups;
  const files = counts.sharedFilesBytes ? t.groups.sharedBytes(counts.sharedFilesBytes) : t.groups.allFiles;
  const rows: [Goes['icon'], string, number | null | undefined, string?][] = [
    [NotebookText, goes.notebooks, counts.notebooks],
    [ListChecks, goes.jobs, counts.jobs],
    [Repeat, goes.schedules, counts.schedules],
    [Rocket, goes.deployments, counts.deployments],
    [AppWindow, goes.apps, counts.apps],
    [FolderOpen, goes.sharedFiles, counts.sharedFiles, files],
    [Database, goes.datasets, counts.datasets],
    [HardDrive, goes.volume, group.enabledSharedVolume ? 1 : 0, volume(group.sharedVolumeCapacity ?? 0)],
  ];
  return rows.flatMap(([icon, what, count, amount]) =>
    count ? [{ icon, what, amount: amount ?? number(count) }] : [],
  );
}

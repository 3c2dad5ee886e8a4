// Asks before something in the trash is deleted for ever.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/files';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';

const EmptyTrashDocument = graphql(`
  mutation EmptyTrash($groupName: String!, $ids: [ID!]) {
    emptyTrash(groupName: $groupName, ids: $ids)
  }
`);

type Props = { groupName: string; ids?: string[] | 'all'; close: () => void; done: () => void };

export function PurgeDialog({ groupName, ids: open, close, done }: Props) {
  const ids = useLast(open);
  const { mutateAsync } = useApiMutation(EmptyTrashDocument, ['files']);
  const toast = useToast();
  const all = ids === 'all';
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={all ? t.files.emptyTrashTitle : t.files.purgeTitle(ids?.length ?? 0)}
      confirm={all ? t.files.emptyTrash : t.files.purge}
      keep={t.files.keepInTrash}
      stays={t.files.purgeStays}
      onClose={close}
      onConfirm={async () => {
        const { emptyTrash } = await mutateAsync({ groupName, ids: all ? undefined : ids });
        done();
        toast.success(t.files.purged(emptyTrash));
      }}
    >
      {all ? t.files.emptyTrashText : t.files.purgeText}
    </ConfirmDialog>
  );
}

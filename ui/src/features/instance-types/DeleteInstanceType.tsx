// Asks before an instance type is deleted.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';

const DeleteDocument = graphql(`
  mutation DeleteInstanceType($id: ID!) {
    deleteInstanceType(where: { id: $id }) {
      id
    }
  }
`);

type Props = { type?: { id: string; name: string }; onClose: () => void; onDeleted: () => void };

export function DeleteInstanceType({ type: open, onClose, onDeleted }: Props) {
  const type = useLast(open);
  const { mutateAsync } = useApiMutation(DeleteDocument, ['instanceType']);
  const toast = useToast();
  const name = type?.name ?? '';
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.instanceTypes.deleteTitle(name)}
      confirm={t.instanceTypes.deleteType}
      keep={t.instanceTypes.keepType}
      stays={t.instanceTypes.deleteStays}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: type?.id ?? '' });
        toast.success(t.admin.deleted(name));
        onDeleted();
      }}
    >
      {t.instanceTypes.deleteText}
    </ConfirmDialog>
  );
}

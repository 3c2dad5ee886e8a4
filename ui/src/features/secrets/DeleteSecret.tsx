// Asks before a secret is deleted.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';

const DeleteDocument = graphql(`
  mutation DeleteSecret($id: ID!) {
    deleteSecret(where: { id: $id }) {
      id
    }
  }
`);

type Props = {
  secret?: { id: string; name: string; displayName?: string | null };
  onClose: () => void;
  onDeleted: () => void;
};

export function DeleteSecret({ secret: open, onClose, onDeleted }: Props) {
  const secret = useLast(open);
  const { mutateAsync } = useApiMutation(DeleteDocument, ['system', 'image']);
  const toast = useToast();
  const name = secret?.displayName || secret?.name || '';
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.secrets.deleteTitle(name)}
      confirm={t.secrets.deleteSecret}
      keep={t.secrets.keepSecret}
      stays={t.secrets.deleteStays}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: secret?.id ?? '' });
        toast.success(t.admin.deleted(name));
        onDeleted();
      }}
    >
      {t.secrets.deleteText}
    </ConfirmDialog>
  );
}

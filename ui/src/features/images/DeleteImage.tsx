// Asks before an image is deleted.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';

const DeleteDocument = graphql(`
  mutation DeleteImage($id: ID!) {
    deleteImage(where: { id: $id }) {
      id
    }
  }
`);

type Props = {
  image?: { id: string; name: string; displayName?: string | null };
  onClose: () => void;
  onDeleted: () => void;
};

export function DeleteImage({ image: open, onClose, onDeleted }: Props) {
  const image = useLast(open);
  const { mutateAsync } = useApiMutation(DeleteDocument, ['image']);
  const toast = useToast();
  const name = image?.displayName || image?.name || '';
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.imagesAdmin.deleteTitle(name)}
      confirm={t.imagesAdmin.deleteImage}
      keep={t.imagesAdmin.keepImage}
      stays={t.imagesAdmin.deleteStays}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: image?.id ?? '' });
        toast.success(t.admin.deleted(name));
        onDeleted();
      }}
    >
      {t.imagesAdmin.deleteText}
    </ConfirmDialog>
  );
}

// Makes an image out of a reference that exists in a registry.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { PageHead } from '../../ui/PageHead';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { newImage, problems, toCreate } from './image-form';
import { ImageFields } from './ImageFields';

const CreateDocument = graphql(`
  mutation CreateImage($data: ImageCreateInput!) {
    createImage(data: $data) {
      id
      name
      displayName
    }
  }
`);

const LIST = '/admin/images';

export function NewImagePage() {
  const parents = [{ title: t.imagesAdmin.title, to: LIST }];
  usePage(t.imagesAdmin.newImage, t.shell.administration, { parents, form: true });
  const form = useForm(newImage, (values) => problems(values, true));
  const { mutateAsync } = useApiMutation(CreateDocument, ['image']);
  const navigate = useNavigate();
  const toast = useToast();
  const send = async () => {
    const { createImage } = await mutateAsync({ data: toCreate(form.values) });
    await navigate(LIST);
    toast.success(t.admin.created(createImage.displayName || createImage.name));
  };
  return (
    <>
      <PageHead title={t.imagesAdmin.newImage} sub={t.imagesAdmin.absentHint} />
      <AdminForm
        form={form}
        send={send}
        create={{ label: t.imagesAdmin.createImage, failed: t.admin.notCreated('image'), cancelTo: LIST }}
      >
        <ImageFields form={form} isNew />
      </AdminForm>
    </>
  );
}

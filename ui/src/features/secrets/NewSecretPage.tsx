// Stores a secret.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { PageHead } from '../../ui/PageHead';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { newSecret, problems, toCreate } from './secret-form';
import { SecretFields } from './SecretFields';

const CreateDocument = graphql(`
  mutation CreateSecret($data: SecretCreateInput!) {
    createSecret(data: $data) {
      id
      name
      displayName
    }
  }
`);

const LIST = '/admin/secrets';

export function NewSecretPage() {
  const parents = [{ title: t.secrets.title, to: LIST }];
  usePage(t.secrets.newSecret, t.shell.administration, { parents, form: true });
  const form = useForm(newSecret, (values) => problems(values, true));
  const { mutateAsync } = useApiMutation(CreateDocument, ['system']);
  const navigate = useNavigate();
  const toast = useToast();
  const send = async () => {
    const { createSecret } = await mutateAsync({ data: toCreate(form.values) });
    await navigate(LIST);
    toast.success(t.admin.created(createSecret.displayName || createSecret.name));
  };
  return (
    <>
      <PageHead title={t.secrets.newSecret} sub={t.secrets.sub} />
      <AdminForm
        form={form}
        send={send}
        create={{ label: t.secrets.createSecret, failed: t.admin.notCreated('secret'), cancelTo: LIST }}
      >
        <SecretFields form={form} isNew />
      </AdminForm>
    </>
  );
}

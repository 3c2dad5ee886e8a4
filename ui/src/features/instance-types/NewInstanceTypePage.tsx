// Makes an instance type.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { PageHead } from '../../ui/PageHead';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { newType, problems, toCreate } from './type-form';
import { TypeFields } from './TypeFields';

const CreateDocument = graphql(`
  mutation CreateInstanceType($data: InstanceTypeCreateInput!) {
    createInstanceType(data: $data) {
      id
      name
    }
  }
`);

const LIST = '/admin/instance-types';

export function NewInstanceTypePage() {
  const parents = [{ title: t.instanceTypes.title, to: LIST }];
  usePage(t.instanceTypes.newType, t.shell.administration, { parents, form: true });
  const form = useForm(newType, (values) => problems(values, true));
  const { mutateAsync } = useApiMutation(CreateDocument, ['instanceType']);
  const navigate = useNavigate();
  const toast = useToast();
  const send = async () => {
    const { createInstanceType } = await mutateAsync({ data: toCreate(form.values) });
    await navigate(LIST);
    toast.success(t.admin.created(createInstanceType.name));
  };
  return (
    <>
      <PageHead title={t.instanceTypes.newType} sub={t.instanceTypes.sub} />
      <AdminForm
        form={form}
        send={send}
        create={{ label: t.instanceTypes.createType, failed: t.admin.notCreated('instance type'), cancelTo: LIST }}
      >
        <TypeFields form={form} isNew />
      </AdminForm>
    </>
  );
}

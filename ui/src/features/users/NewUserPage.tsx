// Makes an account with an initial password that the administrator hands over.
import { Checkbox } from 'antd';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { RadioLabel } from '../admin/GroupsPanel';
import { useDefaultVolume } from './default-volume';
import { PasswordField } from './PasswordField';
import { PasswordDocument } from './ResetPassword';
import { newUser, problems, toCreate } from './user-form';
import { Access, Basics, Memberships, PersonalVolume } from './UserFields';

const CreateDocument = graphql(`
  mutation CreateUser($data: UserCreateInput!) {
    createUser(data: $data) {
      id
      username
    }
  }
`);

const LIST = '/admin/users';

export function NewUserPage() {
  usePage(t.users.newUser, t.shell.administration, { parents: [{ title: t.users.title, to: LIST }], form: true });
  const form = useForm(newUser, (values) => problems(values, true));
  const create = useApiMutation(CreateDocument, ['user', 'group']);
  const setPassword = useApiMutation(PasswordDocument, ['user']);
  const standard = useDefaultVolume();
  const navigate = useNavigate();
  const toast = useToast();
  const { password, temporary } = form.values;
  const send = async () => {
    const { createUser } = await create.mutateAsync({ data: toCreate(form.values) });
    const { id, username } = createUser;
    // The account is there from here on, so a refused password must not look as if nothing had happened.
    const refused = await setPassword.mutateAsync({ id, password, temporary }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await navigate(`${LIST}/${id}`);
    if (refused) toast.failure(t.users.createdWithoutPassword(username), refused);
    else toast.success(t.admin.created(username));
  };
  return (
    <>
      <PageHead title={t.users.newUser} sub={t.users.emptyText} />
      <AdminForm
        form={form}
        send={send}
        create={{ label: t.users.createUser, failed: t.admin.notCreated('user'), cancelTo: LIST }}
      >
        <div className="grid with-aside">
          <div className="stack">
            <Basics form={form} isNew />
            <Panel title={t.users.initialPassword}>
              <PasswordField
                label={t.users.initialPassword}
                value={password}
                onChange={(next) => form.type({ password: next })}
                error={form.error('password')}
              />
              <Checkbox checked={temporary} onChange={(event) => form.set({ temporary: event.target.checked })}>
                <RadioLabel text={t.users.temporary} hint={t.users.temporaryHint} />
              </Checkbox>
            </Panel>
            <Memberships form={form} />
          </div>
          <div className="stack">
            <Access form={form} isNew />
            <PersonalVolume form={form} standard={standard} />
          </div>
        </div>
      </AdminForm>
    </>
  );
}

// Makes a group: names, quota, volume and its first members.
import { Input } from 'antd';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { Field } from '../../ui/Field';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { Picker } from '../admin/Picker';
import { useUserSearch } from '../admin/search';
import { newGroup, problems, toCreate } from './group-form';
import { QuotaPanel } from './QuotaPanel';
import { VolumePanel } from './VolumePanel';

const CreateDocument = graphql(`
  mutation CreateGroup($data: GroupCreateInput!) {
    createGroup(data: $data) {
      id
      name
      displayName
    }
  }
`);

const LIST = '/admin/groups';

export function NewGroupPage() {
  usePage(t.groups.newGroup, t.shell.administration, { parents: [{ title: t.groups.title, to: LIST }], form: true });
  const form = useForm(newGroup, problems);
  const { mutateAsync } = useApiMutation(CreateDocument, ['group', 'user']);
  const search = useUserSearch();
  const navigate = useNavigate();
  const toast = useToast();
  const send = async () => {
    const { createGroup } = await mutateAsync({ data: toCreate(form.values) });
    await navigate(`${LIST}/${createGroup.id}`);
    toast.success(t.admin.created(createGroup.displayName || createGroup.name));
  };
  return (
    <>
      <PageHead title={t.groups.newGroup} sub={t.groups.emptyText} />
      <AdminForm
        form={form}
        send={send}
        create={{ label: t.groups.createGroup, failed: t.admin.notCreated('group'), cancelTo: LIST }}
      >
        <div className="grid with-aside">
          <div className="stack">
            <Panel title={t.admin.names}>
              <Field label={t.admin.name} hint={t.groups.nameHint} error={form.error('name')}>
                <Input className="mono" autoFocus autoComplete="off" spellCheck={false} {...form.text('name')} />
              </Field>
              <Field
                label={t.admin.displayName}
                optional
                hint={t.admin.displayNameHint}
                error={form.error('displayName')}
              >
                <Input autoComplete="off" {...form.text('displayName')} />
              </Field>
            </Panel>
            <QuotaPanel form={form} />
            <Panel title={t.groups.members} sub={t.groups.firstMembersHint}>
              <Field label={t.groups.addMembers} optional error={form.error('users')}>
                <Picker
                  {...search}
                  value={form.values.users}
                  onChange={(users) => form.set({ users })}
                  placeholder={t.admin.chooseUsers}
                />
              </Field>
            </Panel>
          </div>
          <VolumePanel form={form} />
        </div>
      </AdminForm>
    </>
  );
}

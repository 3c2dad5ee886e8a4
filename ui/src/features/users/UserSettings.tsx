// The settings of an account, with what it does now beside them.
import type { UserPageQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { resources } from '../../format/units';
import { t } from '../../messages/admin';
import { Facts } from '../../ui/Facts';
import { Age, Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { personName } from '../admin/person';
import { useDefaultVolume } from './default-volume';
import { RevokeTokens } from './RevokeTokens';
import { problems, toForm, toUpdate } from './user-form';
import { Access, Basics, Memberships, PersonalVolume } from './UserFields';

const SaveDocument = graphql(`
  mutation SaveUser($id: ID!, $data: UserUpdateInput!) {
    updateUser(where: { id: $id }, data: $data) {
      id
    }
  }
`);

export type User = NonNullable<UserPageQuery['user']>;

export function UserSettings({ user, isMe }: { user: User; isMe: boolean }) {
  const saved = toForm(user);
  const form = useForm(saved, (values) => problems(values, false));
  const { mutateAsync } = useApiMutation(SaveDocument, ['user', 'group']);
  const standard = useDefaultVolume();
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ id: user.id, data: toUpdate(form.changedValues(), saved.groups) });
    toast.success(t.admin.saved(personName(user)));
  };
  return (
    <AdminForm form={form} send={send}>
      <div className="grid with-aside">
        <div className="stack">
          <Basics form={form} federated={user.federated ?? false} />
          <Memberships form={form} />
        </div>
        <div className="stack">
          <Access form={form} isMe={isMe} />
          <Now user={user} />
          <PersonalVolume form={form} standard={standard} />
        </div>
      </div>
    </AdminForm>
  );
}

function Now({ user }: { user: User }) {
  const { usage, lastSeenAt, createdTimestamp } = user;
  const uses = usage.cpu + usage.memory + usage.gpu > 0;
  return (
    <Panel title={t.users.facts}>
      <Facts
        rows={[
          [t.users.usesNow, uses ? resources(usage) : t.users.nothing],
          [t.users.lastActive, lastSeenAt ? <Age at={lastSeenAt} /> : t.common.never],
          [
            t.users.created,
            createdTimestamp ? <Moment at={new Date(createdTimestamp).toISOString()} /> : t.common.never,
          ],
          [t.users.apiTokens, <RevokeTokens user={user} />],
        ]}
      />
    </Panel>
  );
}

// One account: names, groups, access, personal volume, and its history.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { useMe } from '../../shell/me';
import { usePage } from '../../shell/page';
import { CopyableId } from '../../ui/CopyButton';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { Status } from '../../ui/Status';
import { Gone } from '../admin/Gone';
import { personName } from '../admin/person';
import { SettingsTabs } from '../admin/SettingsTabs';
import { History } from '../audit/History';
import { DeleteUser } from './DeleteUser';
import { ResetPassword } from './ResetPassword';
import { UserSettings, type User } from './UserSettings';

const PageDocument = graphql(`
  query UserPage($id: ID!) {
    user(where: { id: $id }) {
      id
      username
      email
      firstName
      lastName
      enabled
      isAdmin
      federated
      mustChangePassword
      volumeCapacity
      createdTimestamp
      lastSeenAt
      apiTokenCount
      usage {
        cpu
        memory
        gpu
      }
      groups {
        id
        name
        displayName
      }
    }
  }
`);

const LIST = '/admin/users';

export function UserPage() {
  const { id = '' } = useParams();
  const query = useQuery(apiQuery(PageDocument, { id }, ['user', 'group', 'notebook']));
  const [params] = useSearchParams();
  const user = query.data?.user;
  const history = params.get('tab') === 'history';
  usePage(user ? personName(user) : t.users.user, t.shell.administration, {
    parents: [{ title: t.users.title, to: LIST }],
    form: Boolean(user) && !history,
  });
  if (user) return <Loaded key={id} user={user} history={history} />;
  return (
    <Panel>
      <PanelState query={query} what={t.users.theOne} height={480}>
        {() => <Gone title={t.users.gone} text={t.admin.notFoundText} to={LIST} action={t.users.toList} />}
      </PanelState>
    </Panel>
  );
}

function Loaded({ user, history }: { user: User; history: boolean }) {
  const me = useMe();
  const [asking, setAsking] = useState<'delete' | 'password'>();
  const navigate = useNavigate();
  const isMe = user.id === me.id;
  return (
    <>
      <PageHead
        title={personName(user)}
        status={!user.enabled && <Status kind="cancelled" chip children={t.users.disabled} />}
        sub={<CopyableId text={user.username} />}
        actions={
          <>
            <Button
              danger
              type="text"
              disabled={isMe}
              title={isMe ? t.users.ownDelete : undefined}
              onClick={() => setAsking('delete')}
            >
              {t.users.deleteUser}
            </Button>
            <Button onClick={() => setAsking('password')}>{t.users.resetPassword}</Button>
          </>
        }
      />
      <SettingsTabs label={personName(user)} history={history} />
      {history ? <History objectKind="user" objectId={user.id} /> : <UserSettings user={user} isMe={isMe} />}
      <DeleteUser
        user={asking === 'delete' ? user : undefined}
        onClose={() => setAsking(undefined)}
        onDeleted={() => void navigate(LIST)}
      />
      <ResetPassword user={asking === 'password' ? user : undefined} onClose={() => setAsking(undefined)} />
    </>
  );
}

// Where one is signed in, and signing out elsewhere.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { SessionsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { device } from '../../format/user-agent';
import { t } from '../../messages/en';
import { usePage } from '../../shell/page';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DataTable, type Column } from '../../ui/DataTable';
import { usePhone } from '../../ui/media';
import { Age, Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { Tag } from '../../ui/Tag';
import { useToast } from '../../ui/toast';
import { AccountHead } from './AccountHead';

const SessionsDocument = graphql(`
  query Sessions {
    mySessions {
      id
      current
      createdAt
      lastSeenAt
      expiresAt
      address
      userAgent
    }
  }
`);

const RevokeSessionDocument = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id)
  }
`);

const RevokeOthersDocument = graphql(`
  mutation RevokeOtherSessions {
    revokeOtherSessions
  }
`);

type Session = SessionsQuery['mySessions'][number];

export function SessionsPage() {
  const query = useQuery(apiQuery(SessionsDocument, {}, ['user']));
  const [asking, setAsking] = useState(false);
  const revokeOthers = useApiMutation(RevokeOthersDocument, ['user']);
  const toast = useToast();
  const phone = usePhone();
  const others = query.data?.mySessions.filter(({ current }) => !current).length ?? 0;
  usePage(t.identity.sessionsTitle, t.common.product);
  return (
    <>
      <AccountHead
        title={t.identity.sessionsTitle}
        sub={t.identity.sessionsSub}
        actions={others > 0 && <Button onClick={() => setAsking(true)}>{t.identity.signOutOthers}</Button>}
      />
      <Panel flush>
        <PanelState query={query} what={t.identity.theSessions}>
          {({ mySessions }) =>
            phone ? (
              <ul className="phone-rows">
                {mySessions.map((session) => (
                  <PhoneRow key={session.id} session={session} />
                ))}
              </ul>
            ) : (
              <DataTable
                label={t.identity.sessionsTitle}
                columns={columns}
                rows={mySessions}
                rowKey={({ id }) => id}
                rowName={({ userAgent }) => device(userAgent)}
              />
            )
          }
        </PanelState>
      </Panel>
      <ConfirmDialog
        open={asking}
        title={t.identity.signOutOthersTitle}
        confirm={t.identity.signOutOthers}
        keep={t.identity.keepSessions}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          const { revokeOtherSessions } = await revokeOthers.mutateAsync({});
          toast.success(t.identity.sessionsEnded(revokeOtherSessions));
        }}
      >
        {t.identity.signOutOthersText(others)}
      </ConfirmDialog>
    </>
  );
}

const columns: Column<Session>[] = [
  {
    key: 'device',
    title: t.identity.device,
    render: ({ userAgent, address }) => (
      <span className="cell2">
        <b className="trunc" title={userAgent}>
          {device(userAgent)}
        </b>
        <span className="sub mono trunc">{address}</span>
      </span>
    ),
  },
  { key: 'created', title: t.identity.signedIn, width: 160, render: ({ createdAt }) => <Moment at={createdAt} /> },
  { key: 'seen', title: t.identity.lastActive, width: 140, render: ({ lastSeenAt }) => <Age at={lastSeenAt} /> },
  {
    key: 'expires',
    title: t.identity.expires,
    width: 160,
    from: 'laptop',
    render: ({ expiresAt }) => <Moment at={expiresAt} />,
  },
  {
    key: 'end',
    title: t.common.actions,
    width: 140,
    right: true,
    render: (session) => <EndSession session={session} />,
  },
];

function PhoneRow({ session }: { session: Session }) {
  return (
    <li>
      <div className="line1">
        <b className="trunc">{device(session.userAgent)}</b>
        <EndSession session={session} />
      </div>
      <div className="line2">
        <span className="mono">{session.address}</span> · <Age at={session.lastSeenAt} />
      </div>
    </li>
  );
}

function EndSession({ session }: { session: Session }) {
  const { mutate, isPending } = useApiMutation(RevokeSessionDocument, ['user']);
  const toast = useToast();
  if (session.current) return <Tag tone="accent">{t.identity.thisSession}</Tag>;
  const name = device(session.userAgent);
  const end = () =>
    mutate(
      { id: session.id },
      {
        onSuccess: () => toast.success(t.identity.sessionEnded(name)),
        onError: (error) => toast.failure(t.identity.sessionNotEnded, error),
      },
    );
  return (
    <Button size="small" loading={isPending} onClick={end} aria-label={`${t.identity.signOutSession}, ${name}`}>
      {t.identity.signOutSession}
    </Button>
  );
}

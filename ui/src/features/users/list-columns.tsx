// The columns of the list of users.
import { ShieldCheck } from 'lucide-react';
import { Link } from 'react-router';
import type { UserListQuery } from '../../api/generated/graphql';
import { amount, resources } from '../../format/units';
import { t } from '../../messages/admin';
import { Avatar } from '../../ui/Avatar';
import type { Column } from '../../ui/DataTable';
import { Age } from '../../ui/Moment';
import { Status } from '../../ui/Status';
import { Tag } from '../../ui/Tag';
import { GroupNames } from '../admin/GroupNames';
import { personName } from '../admin/person';
import { roleOf } from './role';

export type Row = NonNullable<UserListQuery['usersConnection']['edges'][number]>['node'];

function Who({ row, isMe }: { row: Row; isMe: boolean }) {
  const name = personName(row);
  return (
    <span className="row">
      <Avatar name={name} size={28} />
      <span className="cell2">
        <span className="row">
          <Link className="row-link trunc" to={`/admin/users/${row.id}`} title={name}>
            {name}
          </Link>
          {isMe && <Tag tone="accent">{t.users.you}</Tag>}
        </span>
        <span className="sub mono trunc">{row.username}</span>
      </span>
    </span>
  );
}

function RoleCell({ row }: { row: Row }) {
  const role = roleOf(row);
  if (role !== 'admin') return <span className="dim2">{t.users.roles[role]}</span>;
  return (
    <span className="row">
      <ShieldCheck size={15} color="var(--ph-accent)" aria-hidden />
      {t.users.roles.admin}
    </span>
  );
}

function State({ row }: { row: Row }) {
  if (!row.enabled) return <Status kind="cancelled">{t.users.disabled}</Status>;
  if (!row.mustChangePassword) return <Status kind="ready">{t.users.enabled}</Status>;
  return (
    <span title={t.users.firstSignInHint}>
      <Status kind="queued">{t.users.firstSignIn}</Status>
    </span>
  );
}

export const columns = (myId: string): Column<Row>[] => [
  {
    key: 'username',
    title: t.users.user,
    sortable: true,
    render: (row) => <Who row={row} isMe={row.id === myId} />,
  },
  {
    key: 'email',
    title: t.users.email,
    width: 168,
    sortable: true,
    from: 'wide',
    render: (row) =>
      row.email ? (
        <span className="dim2 trunc" title={row.email}>
          {row.email}
        </span>
      ) : (
        <span className="dim">{t.common.none}</span>
      ),
  },
  {
    key: 'groups',
    title: t.users.groups,
    width: 176,
    render: (row) => <GroupNames groups={row.groups} none={t.users.inNoGroup} />,
  },
  { key: 'role', title: t.users.role, width: 136, render: (row) => <RoleCell row={row} /> },
  { key: 'state', title: t.users.state, width: 136, render: (row) => <State row={row} /> },
  {
    key: 'usage',
    title: t.users.usesNow,
    width: 124,
    from: 'wide',
    render: ({ usage }) =>
      usage.cpu + usage.memory + usage.gpu > 0 ? (
        <span className="cell2" title={resources(usage)}>
          {amount(usage.cpu, 'cpu')}
          <span className="sub trunc">{resources(usage).split(' · ').slice(1).join(' · ')}</span>
        </span>
      ) : (
        <span className="dim">{t.users.nothing}</span>
      ),
  },
  {
    key: 'lastSeenAt',
    title: t.users.lastActive,
    width: 124,
    sortable: true,
    render: (row) => <span className="dim2">{row.lastSeenAt ? <Age at={row.lastSeenAt} /> : t.common.never}</span>,
  },
];

// The admin portal's list of users: who they are, where they belong, whether they can sign in, what they use.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Plus, Users } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { useMe } from '../../shell/me';
import { usePage } from '../../shell/page';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { RowMenu } from '../../ui/RowMenu';
import { FilterSelect } from '../../ui/FilterSelect';
import { ListPanel } from '../../ui/ListPanel';
import { personName } from '../admin/person';
import { ChosenUsers } from './ChosenUsers';
import { DeleteUser } from './DeleteUser';
import { columns, type Row } from './list-columns';
import { ResetPassword } from './ResetPassword';

const ListDocument = graphql(`
  query UserList($where: UserWhereInput, $page: Int!, $orderBy: UsersOrderBy) {
    usersConnection(where: $where, page: $page, userOrderBy: $orderBy) {
      totalCount
      edges {
        node {
          id
          username
          email
          firstName
          lastName
          isAdmin
          enabled
          mustChangePassword
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
            admins
          }
        }
      }
    }
  }
`);

export function UserListPage() {
  usePage(t.users.title, t.shell.administration);
  const me = useMe();
  const list = useListState(['role', 'state'], { column: 'username', direction: 'asc' });
  const { page, keyword, order } = list;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState<Row>();
  const [resetting, setResetting] = useState<Row>();
  const navigate = useNavigate();
  const where = {
    search: keyword,
    isAdmin: chosenOf(list.filter('role'), 'admin', 'other'),
    enabled: chosenOf(list.filter('state'), 'enabled', 'disabled'),
  };
  const query = useQuery({
    ...apiQuery(
      ListDocument,
      {
        where,
        page,
        orderBy: order && { field: order.column, direction: order.direction },
      },
      ['user', 'group', 'notebook'],
    ),
    placeholderData: keepPreviousData,
  });
  const menu: Column<Row> = {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 56,
    render: (row) => (
      <RowMenu
        name={personName(row)}
        actions={[
          { key: 'edit', label: t.admin.edit, onClick: () => void navigate(`/admin/users/${row.id}`) },
          { key: 'password', label: t.users.resetPassword, onClick: () => setResetting(row) },
          {
            key: 'delete',
            label: t.users.deleteUser,
            danger: true,
            disabledBecause: row.id === me.id ? t.users.ownDelete : undefined,
            onClick: () => setDeleting(row),
          },
        ]}
      />
    ),
  };
  return (
    <>
      <PageHead title={t.users.title} sub={t.users.sub} actions={newUser} />
      <ListPanel
        query={query}
        list={list}
        read={({ usersConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.users}
        filters={
          <>
            <FilterSelect
              list={list}
              name="role"
              label={t.users.role}
              width={164}
              options={[
                { value: 'admin', label: t.users.onlyAdmins },
                { value: 'other', label: t.users.onlyOthers },
              ]}
            />
            <FilterSelect
              list={list}
              name="state"
              label={t.users.state}
              width={140}
              options={[
                { value: 'enabled', label: t.users.enabled },
                { value: 'disabled', label: t.users.disabled },
              ]}
            />
          </>
        }
        selectionBar={chosen.size > 0 && <ChosenUsers ids={chosen} clear={() => setChosen(new Set())} />}
        empty={<EmptyState icon={Users} title={t.users.emptyTitle} text={t.users.emptyText} action={newUser} />}
        table={{
          label: t.users.title,
          columns: [...columns(me.id), menu],
          rowKey: (row) => row.id,
          rowName: (row) => row.username,
          rowTo: (row) => `/admin/users/${row.id}`,
          selection: { keys: chosen, onChange: setChosen },
        }}
      />
      <DeleteUser user={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => undefined} />
      <ResetPassword user={resetting} onClose={() => setResetting(undefined)} />
    </>
  );
}

const newUser = (
  <LinkButton to="/admin/users/new" type="primary" icon={<Plus size={15} aria-hidden />}>
    {t.users.newUser}
  </LinkButton>
);

/** A filter of two sides as the API takes it; undefined when neither is chosen. */
function chosenOf(value: string | undefined, yes: string, no: string): boolean | undefined {
  if (value === yes) return true;
  return value === no ? false : undefined;
}

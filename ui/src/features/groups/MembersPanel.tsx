// The members of a group: who is in it, who administers it, what each uses now.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { UserPlus, Users, X } from 'lucide-react';
import { Link } from 'react-router';
import type { GroupMembersQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { resources } from '../../format/units';
import { t } from '../../messages/admin';
import { Avatar } from '../../ui/Avatar';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useListState } from '../../ui/list-state';
import { Age } from '../../ui/Moment';
import { useToast } from '../../ui/toast';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { personName } from '../admin/person';
import { AddMembers } from './AddMembers';
import { withAdmin } from './admins';
import type { Group } from './GroupSettings';
import { RemoveMember } from './RemoveMember';

const MembersDocument = graphql(`
  query GroupMembers($id: ID!, $search: String, $page: Int!, $pageSize: Int!) {
    group(where: { id: $id }) {
      id
      members(search: $search, page: $page, pageSize: $pageSize) {
        totalCount
        nodes {
          isGroupAdmin
          usage {
            cpu
            memory
            gpu
          }
          user {
            id
            username
            firstName
            lastName
            lastSeenAt
          }
        }
      }
    }
  }
`);

const AdminsDocument = graphql(`
  mutation SetGroupAdmins($id: ID!, $admins: String!) {
    updateGroup(where: { id: $id }, data: { admins: $admins }) {
      id
    }
  }
`);

export type Member = NonNullable<GroupMembersQuery['group']>['members']['nodes'][number];

export function MembersPanel({ group }: { group: Group }) {
  const list = useListState();
  const { keyword, page } = list;
  const [removing, setRemoving] = useState<Member>();
  const [adding, setAdding] = useState(false);
  const query = useQuery({
    ...apiQuery(MembersDocument, { id: group.id, search: keyword, page, pageSize: PAGE_SIZE }, [
      'group',
      'user',
      'notebook',
    ]),
    placeholderData: keepPreviousData,
  });
  const addButton = (
    <Button icon={<UserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {t.groups.addMembers}
    </Button>
  );
  return (
    <>
      <ListPanel
        query={query}
        list={list}
        read={({ group: found }) => ({ rows: found?.members.nodes ?? [], total: found?.members.totalCount ?? 0 })}
        texts={{
          the: t.groups.theMembers,
          search: t.groups.findMember,
          count: t.groups.memberCount,
          noMatch: t.groups.noMemberMatch,
        }}
        filters={
          <>
            <span className="grow" />
            {addButton}
          </>
        }
        empty={<EmptyState icon={Users} title={t.groups.noMembers} text={t.groups.noMembersText} />}
        table={{
          label: t.groups.members,
          columns: [...columns, adminColumn(group), usesColumn, activeColumn, removeColumn(setRemoving)],
          rowKey: ({ user }) => user.id,
          rowName: ({ user }) => user.username,
        }}
      />
      <AddMembers group={group} open={adding} onClose={() => setAdding(false)} />
      <RemoveMember group={group} member={removing} onClose={() => setRemoving(undefined)} />
    </>
  );
}

const columns: Column<Member>[] = [
  {
    key: 'name',
    title: t.admin.name,
    render: ({ user }) => (
      <span className="row">
        <Avatar name={personName(user)} size={28} />
        <span className="cell2">
          <Link className="row-link trunc" to={`/admin/users/${user.id}`} title={personName(user)}>
            {personName(user)}
          </Link>
          <span className="sub mono trunc">{user.username}</span>
        </span>
      </span>
    ),
  },
];

const adminColumn = (group: Group): Column<Member> => ({
  key: 'admin',
  title: t.groups.groupAdmin,
  width: 132,
  render: (member) => <AdminBox group={group} member={member} />,
});

const usesColumn: Column<Member> = {
  key: 'uses',
  title: t.groups.usesNow,
  width: 220,
  render: ({ usage }) =>
    usage.cpu + usage.memory + usage.gpu > 0 ? resources(usage) : <span className="dim">{t.groups.nothing}</span>,
};

const activeColumn: Column<Member> = {
  key: 'active',
  title: t.groups.lastActive,
  width: 124,
  render: ({ user }) => <span className="dim2">{user.lastSeenAt ? <Age at={user.lastSeenAt} /> : t.common.never}</span>,
};

const removeColumn = (remove: (member: Member) => void): Column<Member> => ({
  key: 'remove',
  title: t.groups.removeMember,
  hideTitle: true,
  width: 64,
  render: (member) => (
    <Button
      type="text"
      size="small"
      icon={<X size={15} aria-hidden />}
      aria-label={t.groups.removeOf(personName(member.user))}
      title={t.groups.removeMember}
      onClick={() => remove(member)}
    />
  ),
});

function AdminBox({ group, member }: { group: Group; member: Member }) {
  const { mutate, isPending, variables } = useApiMutation(AdminsDocument, ['group']);
  const toast = useToast();
  const { username } = member.user;
  const change = (chosen: boolean) =>
    mutate(
      { id: group.id, admins: withAdmin(group.admins ?? '', username, chosen) },
      {
        onSuccess: () => toast.success(chosen ? t.groups.nowAdmin(username) : t.groups.noAdmin(username)),
        onError: (error) => toast.failure(t.groups.adminNotChanged, error),
      },
    );
  const shown = isPending ? variables.admins.split(',').includes(username) : member.isGroupAdmin;
  return (
    <Checkbox
      checked={shown}
      disabled={isPending}
      aria-label={t.groups.groupAdminOf(personName(member.user))}
      onChange={(event) => change(event.target.checked)}
    />
  );
}

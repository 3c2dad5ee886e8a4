// Asks before somebody is taken out of a group, since their notebooks in it are stopped.
import { Cpu } from 'lucide-react';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { resources } from '../../format/units';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';
import { personName } from '../admin/person';
import type { Member } from './MembersPanel';

const RemoveDocument = graphql(`
  mutation RemoveMember($id: ID!, $user: ID!) {
    updateGroup(where: { id: $id }, data: { users: { disconnect: [{ id: $user }] } }) {
      id
    }
  }
`);

type Props = {
  group: { id: string; name: string; displayName?: string | null };
  member?: Member;
  onClose: () => void;
};

export function RemoveMember({ group, member: open, onClose }: Props) {
  const member = useLast(open);
  const { mutateAsync } = useApiMutation(RemoveDocument, ['group', 'user', 'notebook']);
  const toast = useToast();
  const name = member ? personName(member.user) : '';
  const usage = member?.usage;
  const uses = usage !== undefined && usage.cpu + usage.memory + usage.gpu > 0;
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.groups.removeTitle(name, group.displayName || group.name)}
      confirm={t.groups.removeMember}
      keep={t.groups.keepMember}
      goes={uses ? [{ icon: Cpu, what: t.groups.removeUses, amount: resources(usage) }] : undefined}
      stays={t.groups.removeStays}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: group.id, user: member?.user.id ?? '' });
        toast.success(t.groups.removed(name));
      }}
    >
      {t.groups.removeText(name)}
    </ConfirmDialog>
  );
}

// Asks before a user is deleted: what goes with the account, and what stays.
import { Boxes, Cpu, KeyRound } from 'lucide-react';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { number } from '../../format/number';
import { resources, type Amounts } from '../../format/units';
import { t } from '../../messages/admin';
import { ConfirmDialog, type Goes } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';
import { personName } from '../admin/person';
import { groupChoices } from '../admin/relation';

const DeleteDocument = graphql(`
  mutation DeleteUser($id: ID!) {
    deleteUser(where: { id: $id }) {
      id
    }
  }
`);

type User = {
  id: string;
  username: string;
  firstName?: string | null;
  lastName?: string | null;
  apiTokenCount?: number | null;
  usage: Amounts;
  groups?: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null;
};

type Props = { user?: User; onClose: () => void; onDeleted: () => void };

export function DeleteUser({ user: open, onClose, onDeleted }: Props) {
  const user = useLast(open);
  const { mutateAsync } = useApiMutation(DeleteDocument, ['user', 'group', 'notebook']);
  const toast = useToast();
  const name = user ? personName(user) : '';
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.users.deleteTitle(name)}
      confirm={t.users.deleteUser}
      keep={t.users.keepUser}
      goes={user && goesWith(user)}
      stays={t.users.deleteStays}
      typeToConfirm={user?.username ?? ''}
      onClose={onClose}
      onConfirm={async () => {
        await mutateAsync({ id: user?.id ?? '' });
        toast.success(t.admin.deleted(name));
        onDeleted();
      }}
    >
      {t.users.deleteText}
    </ConfirmDialog>
  );
}

function goesWith({ groups, apiTokenCount, usage }: User): Goes[] {
  const goes: Goes[] = [];
  const memberships = groupChoices(groups).length;
  if (memberships > 0) goes.push({ icon: Boxes, what: t.users.deleteGoes, amount: number(memberships) });
  if (apiTokenCount) goes.push({ icon: KeyRound, what: t.users.deleteTokens, amount: number(apiTokenCount) });
  if (usage.cpu + usage.memory + usage.gpu > 0)
    goes.push({ icon: Cpu, what: t.users.deleteUses, amount: resources(usage) });
  return goes;
}

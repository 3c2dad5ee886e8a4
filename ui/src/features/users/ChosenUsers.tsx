// What can be done with the users that are chosen in the list.
import { useState } from 'react';
import { Button } from 'antd';
import { UserPlus } from 'lucide-react';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { useMe } from '../../shell/me';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { SelectionBar } from '../../ui/SelectionBar';
import { AddToGroup } from './AddToGroup';

const DisableDocument = graphql(`
  mutation DisableUser($id: ID!) {
    updateUser(where: { id: $id }, data: { enabled: false }) {
      id
    }
  }
`);

export function ChosenUsers({ ids, clear }: { ids: ReadonlySet<string>; clear: () => void }) {
  const [asking, setAsking] = useState<'disable' | 'group'>();
  const { mutateAsync } = useApiMutation(DisableDocument, ['user']);
  const me = useMe();
  const toast = useToast();
  const others = [...ids].filter((id) => id !== me.id);
  const disable = async () => {
    for (const id of others) await mutateAsync({ id });
    toast.success(t.users.disabledCount(others.length));
    clear();
  };
  return (
    <SelectionBar count={ids.size} clear={clear}>
      <Button size="small" icon={<UserPlus size={14} aria-hidden />} onClick={() => setAsking('group')}>
        {t.users.addToGroup}
      </Button>
      <Button size="small" danger disabled={others.length === 0} onClick={() => setAsking('disable')}>
        {t.users.disable}
      </Button>
      <ConfirmDialog
        open={asking === 'disable'}
        title={t.users.disableTitle(others.length)}
        confirm={t.users.disable}
        keep={t.users.keepEnabled}
        stays={others.length < ids.size ? t.users.disableNotYou : undefined}
        onConfirm={disable}
        onClose={() => setAsking(undefined)}
      >
        {t.users.disableText}
      </ConfirmDialog>
      <AddToGroup ids={[...ids]} open={asking === 'group'} onClose={() => setAsking(undefined)} onDone={clear} />
    </SelectionBar>
  );
}

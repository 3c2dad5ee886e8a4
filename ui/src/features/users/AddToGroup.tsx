// Adds the chosen users to groups.
import { useState } from 'react';
import { Button, Modal } from 'antd';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { useToast } from '../../ui/toast';
import { Picker } from '../admin/Picker';
import type { Choice } from '../admin/relation';
import { useGroupSearch } from '../admin/search';

const AddDocument = graphql(`
  mutation AddUsersToGroup($group: ID!, $users: [UserWhereUniqueInput!]!) {
    updateGroup(where: { id: $group }, data: { users: { connect: $users } }) {
      id
    }
  }
`);

type Props = { ids: string[]; open: boolean; onClose: () => void; onDone: () => void };

export function AddToGroup({ ids, open, onClose, onDone }: Props) {
  const [groups, setGroups] = useState<Choice[]>([]);
  const { mutateAsync, isPending } = useApiMutation(AddDocument, ['group', 'user']);
  const search = useGroupSearch();
  const toast = useToast();
  const close = () => {
    setGroups([]);
    onClose();
  };
  const add = async () => {
    try {
      for (const { value } of groups) await mutateAsync({ group: value, users: ids.map((id) => ({ id })) });
      toast.success(
        t.users.addedTo(
          ids.length,
          groups.map(({ label }) => label),
        ),
      );
      close();
      onDone();
    } catch (error) {
      toast.failure(t.users.notAdded, error);
    }
  };
  return (
    <Modal
      open={open}
      title={t.users.addToGroupTitle(ids.length)}
      width={520}
      onCancel={close}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t.common.cancel}</Button>
          <Button type="primary" onClick={() => void add()} loading={isPending} disabled={groups.length === 0}>
            {t.users.addToGroup}
          </Button>
        </>
      }
    >
      <Field label={t.groups.title}>
        <Picker {...search} value={groups} onChange={setGroups} placeholder={t.admin.chooseGroups} />
      </Field>
    </Modal>
  );
}

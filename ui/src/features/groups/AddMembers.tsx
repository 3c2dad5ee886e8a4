// Adds people to a group, found by searching the server.
import { useState } from 'react';
import { Button, Modal } from 'antd';
import { fieldError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { useToast } from '../../ui/toast';
import { Picker } from '../admin/Picker';
import type { Choice } from '../admin/relation';
import { useUserSearch } from '../admin/search';

const AddDocument = graphql(`
  mutation AddMembers($id: ID!, $users: [UserWhereUniqueInput!]!) {
    updateGroup(where: { id: $id }, data: { users: { connect: $users } }) {
      id
    }
  }
`);

type Props = { group: { id: string; name: string; displayName?: string | null }; open: boolean; onClose: () => void };

export function AddMembers({ group, open, onClose }: Props) {
  const [chosen, setChosen] = useState<Choice[]>([]);
  const { mutate, isPending, error, reset } = useApiMutation(AddDocument, ['group', 'user']);
  const search = useUserSearch();
  const toast = useToast();
  const close = () => {
    setChosen([]);
    reset();
    onClose();
  };
  const add = () =>
    mutate(
      { id: group.id, users: chosen.map(({ value }) => ({ id: value })) },
      {
        onSuccess: () => {
          toast.success(t.groups.added(chosen.length));
          close();
        },
      },
    );
  return (
    <Modal
      open={open}
      title={`${t.groups.addMembers}: ${group.displayName || group.name}`}
      width={520}
      onCancel={close}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t.common.cancel}</Button>
          <Button type="primary" onClick={add} loading={isPending} disabled={chosen.length === 0}>
            {chosen.length > 0 ? t.groups.addCount(chosen.length) : t.groups.addMembers}
          </Button>
        </>
      }
    >
      <Field label={t.users.title} error={error ? (fieldError(error, 'users') ?? error.message) : undefined}>
        <Picker {...search} value={chosen} onChange={setChosen} placeholder={t.admin.chooseUsers} />
      </Field>
    </Modal>
  );
}

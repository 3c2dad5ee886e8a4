// Gives somebody a new password.
import { useState } from 'react';
import { Button, Checkbox, Modal } from 'antd';
import { fieldError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { useToast } from '../../ui/toast';
import { RadioLabel } from '../admin/GroupsPanel';
import { useLast } from '../../ui/last';
import { personName } from '../admin/person';
import { passwordMessage } from '../identity/password-policy';
import { PasswordField } from './PasswordField';

export const PasswordDocument = graphql(`
  mutation SetPassword($id: String!, $password: String!, $temporary: Boolean!) {
    resetPassword(id: $id, password: $password, temporary: $temporary) {
      id
    }
  }
`);

type User = { id: string; username: string; firstName?: string | null; lastName?: string | null };

export function ResetPassword({ user: open, onClose }: { user?: User; onClose: () => void }) {
  const user = useLast(open);
  const [password, setPassword] = useState('');
  const [temporary, setTemporary] = useState(true);
  const [attempted, setAttempted] = useState(false);
  const { mutate, error, isPending, reset } = useApiMutation(PasswordDocument, ['user']);
  const toast = useToast();
  const name = user ? personName(user) : '';
  const problem = passwordMessage(password, user?.username ?? '');
  const close = () => {
    setPassword('');
    setTemporary(true);
    setAttempted(false);
    reset();
    onClose();
  };
  const save = () => {
    setAttempted(true);
    if (problem) return;
    mutate(
      { id: user?.id ?? '', password, temporary },
      {
        onSuccess: () => {
          toast.success(t.users.passwordSet(name));
          close();
        },
      },
    );
  };
  const refused = error ? (fieldError(error, 'password') ?? error.message) : undefined;
  return (
    <Modal
      open={Boolean(open)}
      title={t.users.resetTitle(name)}
      width={520}
      onCancel={close}
      destroyOnHidden
      footer={
        <>
          <Button onClick={close}>{t.common.cancel}</Button>
          <Button type="primary" onClick={save} loading={isPending}>
            {t.users.resetPassword}
          </Button>
        </>
      }
    >
      <p className="dim2 below-title">{t.users.resetText}</p>
      <PasswordField
        label={t.users.newPassword}
        value={password}
        onChange={(next) => {
          setPassword(next);
          reset();
        }}
        error={refused ?? (attempted ? problem : undefined)}
      />
      <Checkbox checked={temporary} onChange={(event) => setTemporary(event.target.checked)}>
        <RadioLabel text={t.users.temporary} hint={t.users.temporaryHint} />
      </Checkbox>
    </Modal>
  );
}

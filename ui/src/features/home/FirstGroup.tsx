// The second step of a new installation: an administrator who is in no group makes the first one.
import { useState, type FormEvent } from 'react';
import { Button, Input } from 'antd';
import { useNavigate } from 'react-router';
import { fieldError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { queryClient } from '../../api/query';
import { t } from '../../messages/en';
import { meQuery, useMe } from '../../shell/me';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { groupNameFrom } from './group-name';
import './StartWith.css';

const CreateFirstGroupDocument = graphql(`
  mutation CreateFirstGroup($data: GroupCreateInput!) {
    createGroup(data: $data) {
      id
      name
    }
  }
`);

export function FirstGroup() {
  const me = useMe();
  const navigate = useNavigate();
  const toast = useToast();
  const [displayName, setDisplayName] = useState('');
  const [checked, setChecked] = useState(false);
  const { mutate, error, isPending } = useApiMutation(CreateFirstGroupDocument, ['group', 'user']);
  const name = groupNameFrom(displayName);
  const problem =
    fieldError(error, 'name') ?? fieldError(error, 'displayName') ?? (checked && !name ? t.errors.required : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!name) return;
    const data = { name, displayName: displayName.trim(), users: { connect: [{ id: me.id }] } };
    mutate(
      { data },
      {
        onSuccess: async ({ createGroup }) => {
          await queryClient.refetchQueries({ queryKey: meQuery.queryKey });
          void navigate(`/g/${encodeURIComponent(createGroup.name)}/home`);
        },
        onError: (failure) => {
          if (!fieldError(failure, 'name') && !fieldError(failure, 'displayName'))
            toast.failure(t.home.groupNotCreated, failure);
        },
      },
    );
  };

  return (
    <Panel title={t.home.firstGroupTitle}>
      <p className="dim2 first-group-text">{t.home.firstGroupText}</p>
      <form onSubmit={submit} noValidate>
        <Field label={t.home.groupName} error={problem} hint={name ? t.home.groupNameHint(name) : undefined}>
          <Input
            autoFocus
            maxLength={90}
            value={displayName}
            onChange={(event) => setDisplayName(event.target.value)}
          />
        </Field>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.home.createGroup}
        </Button>
      </form>
    </Panel>
  );
}

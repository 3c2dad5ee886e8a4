// Makes an API token and shows it once.
import { useState, type FormEvent } from 'react';
import { Button, Input, Modal, Select } from 'antd';
import { Download } from 'lucide-react';
import { fieldError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/en';
import { useGroupIfAny } from '../../shell/current-group';
import { CopyButton } from '../../ui/CopyButton';
import { Field } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { saveText } from '../../ui/save';
import { clientConfig } from './client-config';

const CreateTokenDocument = graphql(`
  mutation CreateApiToken($name: String!, $expiresInDays: Int) {
    createApiToken(name: $name, expiresInDays: $expiresInDays) {
      plainText
      token {
        id
        name
      }
    }
  }
`);

type Expiry = keyof typeof t.identity.expiry;

const days = (expiry: Expiry) => (expiry === 'never' ? null : Number(expiry));

export function NewTokenDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onCancel={onClose} title={t.identity.newToken} width={520} footer={null} destroyOnHidden>
      <NewToken close={onClose} />
    </Modal>
  );
}

function NewToken({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [checked, setChecked] = useState(false);
  const { mutate, data, error, isPending } = useApiMutation(CreateTokenDocument, ['user']);
  if (data) return <CreatedToken {...data.createApiToken} close={close} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (name.trim()) mutate({ name: name.trim(), expiresInDays: days(expiry) });
  };
  const nameError = fieldError(error, 'name');
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={t.identity.tokenName}
        hint={t.identity.tokenNameHint}
        error={nameError ?? (checked && !name.trim() ? t.errors.required : undefined)}
      >
        <Input autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t.identity.tokenExpiry} error={fieldError(error, 'expiresInDays')}>
        <Select<Expiry>
          value={expiry}
          onChange={setExpiry}
          options={(Object.keys(t.identity.expiry) as Expiry[]).map((value) => ({
            value,
            label: t.identity.expiry[value],
          }))}
        />
      </Field>
      {error && !nameError && (
        <div className="field">
          <Note tone="bad">{error.message}</Note>
        </div>
      )}
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" htmlType="submit" loading={isPending}>
          {t.identity.createToken}
        </Button>
      </div>
    </form>
  );
}

type Created = { plainText: string; token: { name: string }; close: () => void };

function CreatedToken({ plainText, token, close }: Created) {
  const group = useGroupIfAny();
  const save = () => saveText('config.json', clientConfig(location.origin, plainText, group));
  return (
    <div className="stack">
      <Note tone="warn">{t.identity.tokenOnce}</Note>
      <code className="well" aria-label={t.identity.tokenCreated(token.name)}>
        {plainText}
      </code>
      <div className="row wrap">
        <CopyButton text={plainText} label={t.identity.copyToken} />
        <Button icon={<Download size={14} />} onClick={save}>
          {t.identity.downloadConfig}
        </Button>
      </div>
      <div className="row dialog-foot">
        <Button type="primary" onClick={close}>
          {t.identity.done}
        </Button>
      </div>
    </div>
  );
}

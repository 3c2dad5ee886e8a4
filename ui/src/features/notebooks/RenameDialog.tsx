// Gives a notebook another name.
import { useState, type FormEvent } from 'react';
import { Button, Input, Modal } from 'antd';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/en';
import { Field } from '../../ui/Field';

type Props = { open: boolean; name: string; rename: (name: string) => Promise<void>; close: () => void };

export function RenameDialog({ open, name, rename, close }: Props) {
  return (
    <Modal open={open} onCancel={close} title={t.notebooks.renameTitle(name)} width={460} footer={null} destroyOnHidden>
      <RenameForm name={name} rename={rename} close={close} />
    </Modal>
  );
}

function RenameForm({ name, rename, close }: Omit<Props, 'open'>) {
  const [next, setNext] = useState(name);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!next.trim()) return setError(t.errors.required);
    setBusy(true);
    try {
      await rename(next.trim());
      close();
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Field label={t.notebooks.name} hint={t.notebooks.nameHint} error={error}>
        <Input autoFocus maxLength={63} value={next} onChange={(event) => setNext(event.target.value)} />
      </Field>
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t.notebooks.saveName}
        </Button>
      </div>
    </form>
  );
}

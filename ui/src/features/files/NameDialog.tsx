// A dialog that asks for one name, with the server's objection beside it.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button, Input, Modal, type InputRef } from 'antd';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/files';
import { Field } from '../../ui/Field';

type Props = {
  open: boolean;
  title: string;
  start: string;
  action: string;
  /** Its rejection is shown beside the field. */
  send: (name: string) => Promise<unknown>;
  close: () => void;
};

export function NameDialog({ open, title, close, ...form }: Props) {
  return (
    <Modal open={open} onCancel={close} title={title} width={460} footer={null} destroyOnHidden>
      <NameForm {...form} close={close} />
    </Modal>
  );
}

/** Names are free otherwise; the server knows the rest of the rules. */
function problemOf(name: string): string | undefined {
  if (name.trim() === '') return t.errors.required;
  if (name.includes('/')) return t.files.noSlash;
  if (name === '.' || name === '..') return t.files.noDots;
  if (new TextEncoder().encode(name).length > 255) return t.files.nameTooLong;
  return undefined;
}

function NameForm({ start, action, send, close }: Omit<Props, 'open' | 'title'>) {
  const [name, setName] = useState(start);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = useRef<InputRef>(null);
  // Who renames a file mostly keeps its ending. Only at first: later the selection is the person's.
  useEffect(() => input.current?.setSelectionRange(0, beforeEnding(start)), [start]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const problem = problemOf(name);
    setError(problem);
    if (problem) return;
    setBusy(true);
    try {
      await send(name.trim());
      close();
    } catch (failure) {
      setError(asApiError(failure).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Field label={t.files.name} error={error}>
        <Input
          ref={input}
          autoFocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

function beforeEnding(name: string): number {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? dot : name.length;
}

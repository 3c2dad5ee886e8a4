// Asks before something goes. The title is the question, the buttons are verbs, the focus is on keeping.
import { useRef, useState, type ReactNode } from 'react';
import { Button, Input, Modal } from 'antd';
import type { LucideIcon } from 'lucide-react';
import { asApiError } from '../api/errors';
import { t } from '../messages/en';
import './ConfirmDialog.css';

/** `key`: needed where two rows can have the same name. */
export type Goes = { key?: string; icon: LucideIcon; what: string; amount: string };

type Props = {
  open: boolean;
  title: string;
  /** "Delete group", "Stop notebook". */
  confirm: string;
  /** "Keep group". */
  keep: string;
  /** Nothing is lost: the button is not red. */
  harmless?: boolean;
  children?: ReactNode;
  /** Everything that goes, with counts from the server. */
  goes?: Goes[];
  /** What stays, and whether there is a backup. */
  stays?: ReactNode;
  /** Must be typed when data of others goes. */
  typeToConfirm?: string;
  /** A promise keeps the dialog open until it is settled; its error is shown inside. */
  onConfirm: () => Promise<unknown> | void;
  onClose: () => void;
};

export function ConfirmDialog(props: Props) {
  const { open, title, confirm, keep, harmless, children, goes, stays, typeToConfirm, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const keepButton = useRef<HTMLButtonElement>(null);

  const close = () => {
    setTyped('');
    setError(undefined);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open={open}
      title={title}
      width={520}
      closable={false}
      onCancel={busy ? undefined : close}
      afterOpenChange={(shown) => shown && !typeToConfirm && keepButton.current?.focus()}
      destroyOnHidden
      footer={
        <>
          <Button ref={keepButton} onClick={close} disabled={busy}>
            {keep}
          </Button>
          <Button
            type="primary"
            danger={!harmless}
            onClick={run}
            loading={busy}
            disabled={Boolean(typeToConfirm) && typed !== typeToConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children && <div className="dim2">{children}</div>}
      {goes && goes.length > 0 && (
        <ul className="goes">
          {goes.map(({ key, icon: Icon, what, amount }) => (
            <li key={key ?? what}>
              <Icon size={15} strokeWidth={1.75} aria-hidden />
              {what}
              <b>{amount}</b>
            </li>
          ))}
        </ul>
      )}
      {stays && <p className="dim2 stays">{stays}</p>}
      {typeToConfirm && (
        <label className="type-name">
          {t.common.typeToConfirm[0]} <span className="mono">{typeToConfirm}</span> {t.common.typeToConfirm[1]}
          <Input className="mono" autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      )}
      {error !== undefined && (
        <p className="t-bad confirm-error" role="alert">
          {asApiError(error).message} <span className="mono">{asApiError(error).code}</span>
        </p>
      )}
    </Modal>
  );
}

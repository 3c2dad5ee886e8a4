// Names that are taken: asked once for all of them.
import { Button, Modal } from 'antd';
import { t } from '../../messages/files';
import { useLast } from '../../ui/last';

export type Choice = 'REPLACE' | 'KEEP_BOTH' | 'SKIP';

type Props = {
  /** The taken names; none: the dialog is closed. */
  names?: string[];
  choose: (choice: Choice) => void;
  close: () => void;
};

const MOST_NAMES = 6;

export function ConflictDialog({ names: open, choose, close }: Props) {
  const names = useLast(open) ?? [];
  return (
    <Modal
      open={Boolean(open)}
      title={t.files.existTitle(names.length)}
      width={520}
      onCancel={close}
      footer={
        <>
          <Button onClick={() => choose('SKIP')}>{t.files.skip}</Button>
          <Button onClick={() => choose('REPLACE')}>{t.files.replace}</Button>
          <Button type="primary" autoFocus onClick={() => choose('KEEP_BOTH')}>
            {t.files.keepBoth}
          </Button>
        </>
      }
    >
      <p className="dim2">{t.files.existText}</p>
      <ul className="conflict-names">
        {names.slice(0, MOST_NAMES).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {names.length > MOST_NAMES && <li className="dim2">{t.files.andMore(names.length - MOST_NAMES)}</li>}
      </ul>
    </Modal>
  );
}

// A link that starts a notebook asks first: nobody's quota is used by following a link.
import { Button, Modal } from 'antd';
import { t } from '../../messages/en';
import { Facts, type Fact } from '../../ui/Facts';

type Props = {
  open: boolean;
  instanceType: string;
  image: string;
  path?: string;
  busy: boolean;
  start: () => void;
  change: () => void;
};

export function AutolaunchDialog({ open, instanceType, image, path, busy, start, change }: Props) {
  const rows: Fact[] = [
    [t.workload.instanceType, <span className="mono">{instanceType}</span>],
    [t.workload.image, <span className="mono">{image}</span>],
  ];
  if (path) rows.push([t.notebooks.opensFile, <span className="mono">{path}</span>]);
  return (
    <Modal
      open={open}
      title={t.notebooks.aboutToStart}
      width={460}
      closable={false}
      onCancel={change}
      footer={
        <>
          <Button onClick={change}>{t.notebooks.changeSettings}</Button>
          <Button type="primary" onClick={start} loading={busy}>
            {t.notebooks.startNotebook}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="dim2">{t.notebooks.aboutToStartText}</p>
        <Facts rows={rows} />
      </div>
    </Modal>
  );
}

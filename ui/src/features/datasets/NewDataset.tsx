// Names a new dataset; its data is uploaded on its own page afterwards.
import { useState, type FormEvent } from 'react';
import { Button, Modal } from 'antd';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { useCreateDataset } from './dataset';
import { DatasetFields } from './DatasetFields';
import { useDatasetForm } from './dataset-form';

type Props = { open: boolean; close: () => void; created: (id: string) => void };

export function NewDataset({ open, ...rest }: Props) {
  return (
    <Modal open={open} onCancel={rest.close} title={t.datasets.newDataset} width={520} footer={null} destroyOnHidden>
      <NewDatasetForm {...rest} />
    </Modal>
  );
}

function NewDatasetForm({ close, created }: Omit<Props, 'open'>) {
  const form = useDatasetForm();
  const create = useCreateDataset(useGroup().name);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    setBusy(true);
    try {
      created(await create(form.name.trim(), form.tags));
      close();
    } catch (error) {
      form.refuse(error);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <DatasetFields form={form} />
      <p className="dim small">{t.datasets.dataNext}</p>
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t.datasets.createDataset}
        </Button>
      </div>
    </form>
  );
}

// Copies chosen files into a dataset that exists, or into a new one.
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button, Modal, Radio } from 'antd';
import { useNavigate } from 'react-router';
import { asApiError } from '../../api/errors';
import { outdated } from '../../api/query';
import { t } from '../../messages/files';
import { Field } from '../../ui/Field';
import { ProgressBar } from '../../ui/ProgressBar';
import { useToast } from '../../ui/toast';
import type { Entry } from '../files/folder-query';
import { parentOf } from '../files/path';
import type { Place } from '../files/places';
import { copyToDataset } from './copy';
import { datasetAddress, useCreateDataset } from './dataset';
import { DatasetFields } from './DatasetFields';
import { useDatasetForm } from './dataset-form';
import { DatasetPicker } from './DatasetPicker';
import './datasets.css';

type Props = { place: Place; entries: Entry[]; open: boolean; close: () => void; done: () => void };

export function AddToDataset({ open, ...rest }: Props) {
  return (
    <Modal
      open={open}
      onCancel={rest.close}
      title={t.datasets.addTitle(rest.entries.length)}
      width={520}
      footer={null}
      destroyOnHidden
    >
      <AddForm {...rest} />
    </Modal>
  );
}

function AddForm({ place: { group }, entries, close, done }: Omit<Props, 'open'>) {
  const [isNew, setNew] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [percent, setPercent] = useState<number>();
  const form = useDatasetForm();
  const create = useCreateDataset(group.name);
  const toast = useToast();
  const navigate = useNavigate();
  // The dialog can be closed while it is copied; another one may be open by the end.
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);

  /** The dataset to copy into; nothing when the fields are not right yet. */
  const target = async () => {
    if (!isNew) {
      setProblem(chosen ? undefined : t.errors.required);
      return chosen;
    }
    if (!form.check()) return undefined;
    return create(form.name.trim(), form.tags).catch((error: unknown) => {
      form.refuse(error);
      return undefined;
    });
  };
  const copy = async (id: string) => {
    const [first] = entries;
    const path = parentOf(first?.path ?? '/');
    const items = entries.map(({ name }) => name);
    try {
      setPercent(0);
      await copyToDataset({ groupName: group.name, id, path, items }, setPercent);
      outdated(new Set(['dataset', 'files']));
      const toIt = { label: t.datasets.openDataset, onClick: () => void navigate(datasetAddress(group, id)) };
      toast.success(t.datasets.added(entries.length, id), undefined, toIt);
      if (!here.current) return;
      done();
      close();
    } catch (error) {
      setPercent(undefined);
      // A dataset that was new is there by now.
      setNew(false);
      setChosen(id);
      setProblem(asApiError(error).message);
      toast.failure(t.datasets.notAdded(id), error);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const id = await target();
    if (id) await copy(id);
  };

  if (percent !== undefined) {
    return (
      <>
        <p className="dim2">{t.datasets.copying}</p>
        <div className="copy-progress">
          <ProgressBar percent={percent} label={t.datasets.copying} />
        </div>
        <div className="row dialog-foot">
          <Button onClick={close}>{t.datasets.copyOn}</Button>
        </div>
      </>
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Radio.Group
        className="choice-rows"
        aria-label={t.datasets.which}
        value={isNew}
        onChange={(event) => setNew(event.target.value as boolean)}
        options={[
          { value: false, label: t.datasets.existing },
          { value: true, label: t.datasets.aNew },
        ]}
      />
      {isNew ? (
        <DatasetFields form={form} />
      ) : (
        <Field label={t.files.dataset} hint={t.datasets.replaces} error={problem}>
          <DatasetPicker groupName={group.name} value={chosen} onChange={setChosen} />
        </Field>
      )}
      <div className="row dialog-foot">
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" htmlType="submit">
          {t.datasets.add}
        </Button>
      </div>
    </form>
  );
}

// What is known about a dataset: who made it, when, how large it is, and its tags, which everybody of the group may change.
import { useState } from 'react';
import { Button } from 'antd';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { CodeWell } from '../../ui/CodeWell';
import { Facts } from '../../ui/Facts';
import { Moment } from '../../ui/Moment';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { datasetFolder, tagsOf, useSaveTags } from './dataset';
import { TagInput } from './TagInput';
import { Tags } from './Tags';

type Dataset = {
  id: string;
  createdBy?: string | null;
  createdAt?: string | null;
  updatedAt?: string | null;
  tags?: (string | null)[] | null;
  size?: number | null;
};

export function InformationTab({ dataset }: { dataset: Dataset }) {
  const { id, createdBy, createdAt, updatedAt, size } = dataset;
  return (
    <div className="grid with-aside">
      <Panel title={t.datasets.information}>
        <Facts
          rows={[
            [t.files.name, id],
            [t.datasets.createdBy, createdBy ?? t.common.none],
            [t.files.created, createdAt ? <Moment at={createdAt} /> : t.common.none],
            [t.files.changed, updatedAt ? <Moment at={updatedAt} /> : t.common.never],
            [t.files.size, size === null || size === undefined ? t.common.none : bytes(size)],
          ]}
        />
      </Panel>
      <div className="stack">
        <TagsPanel dataset={dataset} />
        <Panel title={t.datasets.use}>
          <p className="dim2 small use-text">{t.datasets.useText}</p>
          <CodeWell text={`/phfs${datasetFolder(id)}`} />
        </Panel>
      </div>
    </div>
  );
}

function TagsPanel({ dataset }: { dataset: Dataset }) {
  const [draft, setDraft] = useState<string[]>();
  const [busy, setBusy] = useState(false);
  const save = useSaveTags(useGroup().name, dataset.id);
  const toast = useToast();
  const send = async () => {
    setBusy(true);
    try {
      await save(draft ?? []);
      toast.success(t.datasets.tagsSaved);
      setDraft(undefined);
    } catch (error) {
      toast.failure(t.datasets.tagsNotSaved, error);
    } finally {
      setBusy(false);
    }
  };
  const edit = (
    <Button size="small" type="text" onClick={() => setDraft(tagsOf(dataset))}>
      {t.datasets.editTags}
    </Button>
  );
  return (
    <Panel title={t.datasets.tags} extra={draft ? undefined : edit}>
      {draft ? (
        <div className="stack tight">
          <TagInput aria-label={t.datasets.tags} value={draft} onChange={setDraft} />
          <div className="row">
            <Button type="primary" size="small" loading={busy} onClick={() => void send()}>
              {t.datasets.saveTags}
            </Button>
            <Button size="small" onClick={() => setDraft(undefined)}>
              {t.common.cancel}
            </Button>
          </div>
        </div>
      ) : (
        <Tags tags={tagsOf(dataset)} />
      )}
    </Panel>
  );
}

// Name and tags of a new dataset.
import { Input } from 'antd';
import { t } from '../../messages/files';
import { Field } from '../../ui/Field';
import type { DatasetForm } from './dataset-form';
import { TagInput } from './TagInput';

export function DatasetFields({ form }: { form: DatasetForm }) {
  return (
    <>
      <Field label={t.files.name} hint={t.datasets.nameHint} error={form.problem}>
        <Input
          autoFocus
          className="mono"
          autoComplete="off"
          spellCheck={false}
          value={form.name}
          onChange={(event) => form.setName(event.target.value)}
        />
      </Field>
      <Field label={t.datasets.tags} optional hint={t.datasets.tagsHint}>
        <TagInput value={form.tags} onChange={form.setTags} />
      </Field>
    </>
  );
}

// Name, display name and description of an object of the catalogue.
import { Input } from 'antd';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';

type Names = { name: string; displayName: string; description?: string };

export function NamesPanel<V extends Names>({ form, isNew }: { form: Form<V>; isNew?: boolean }) {
  return (
    <Panel title={t.admin.names}>
      {isNew && (
        <Field label={t.admin.name} hint={`${t.admin.nameFixed} ${t.admin.nameRule}`} error={form.error('name')}>
          <Input
            className="mono"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            {...form.text('name')}
          />
        </Field>
      )}
      <Field
        label={t.admin.displayName}
        optional
        hint={isNew ? t.admin.displayNameHint : undefined}
        error={form.error('displayName')}
      >
        <Input autoComplete="off" placeholder={form.values.name} {...form.text('displayName')} />
      </Field>
      {form.values.description !== undefined && (
        <Field label={t.admin.description} optional error={form.error('description')}>
          <Input.TextArea rows={3} {...form.text('description')} />
        </Field>
      )}
    </Panel>
  );
}

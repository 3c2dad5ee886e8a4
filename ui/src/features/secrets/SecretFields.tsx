// The fields of the secret form.
import { Input, Radio } from 'antd';
import type { SecretType } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';
import { RadioLabel } from '../admin/GroupsPanel';
import { NamesPanel } from '../admin/NamesPanel';
import { PasswordInput } from '../identity/PasswordInput';
import type { SecretForm } from './secret-form';

const TYPES: SecretType[] = ['kubernetes', 'opaque'];

export function SecretFields({ form, isNew }: { form: Form<SecretForm>; isNew: boolean }) {
  const { values, set } = form;
  return (
    <div className="grid with-aside">
      <div className="stack">
        {isNew && <NamesPanel form={form} isNew />}
        <Panel title={t.secrets.content}>
          {values.type === 'opaque' ? <GitKey form={form} isNew={isNew} /> : <Registry form={form} isNew={isNew} />}
        </Panel>
      </div>
      <div className="stack">
        {!isNew && <NamesPanel form={form} />}
        <Panel title={t.secrets.type}>
          {isNew ? (
            <Radio.Group
              className="radio-rows"
              aria-label={t.secrets.type}
              value={values.type}
              onChange={(event) => set({ type: event.target.value as SecretType })}
              options={TYPES.map((type) => ({
                value: type,
                label: <RadioLabel text={t.secrets.types[type]} hint={t.secrets.typeHints[type]} />,
              }))}
            />
          ) : (
            <RadioLabel text={t.secrets.types[values.type]} hint={t.secrets.typeFixed} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function Registry({ form: { text, error, values, set }, isNew }: { form: Form<SecretForm>; isNew: boolean }) {
  return (
    <>
      <Field label={t.secrets.registryHost} hint={t.secrets.registryHint} error={error('registryHost')}>
        <Input className="mono" autoComplete="off" spellCheck={false} {...text('registryHost')} />
      </Field>
      <Field label={t.secrets.username} error={error('username')}>
        <Input autoComplete="off" spellCheck={false} {...text('username')} />
      </Field>
      <Field label={t.secrets.password} hint={isNew ? undefined : t.secrets.kept} error={error('password')}>
        <PasswordInput autoComplete="new-password" value={values.password} onChange={(password) => set({ password })} />
      </Field>
    </>
  );
}

function GitKey({ form: { text, error }, isNew }: { form: Form<SecretForm>; isNew: boolean }) {
  return (
    <Field label={t.secrets.key} hint={isNew ? t.secrets.keyHint : t.secrets.kept} error={error('secret')}>
      <Input.TextArea className="mono" autoComplete="off" spellCheck={false} rows={8} {...text('secret')} />
    </Field>
  );
}

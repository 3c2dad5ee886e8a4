// The fields of the image form.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input, Segmented } from 'antd';
import { Link } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';
import { GroupsPanel } from '../admin/GroupsPanel';
import { NamesPanel } from '../admin/NamesPanel';
import { Select } from '../../ui/Select';
import type { ImageForm } from './image-form';

const SecretsDocument = graphql(`
  query PullSecrets {
    secrets(where: { ifDockerConfigJson: true }) {
      id
      name
      displayName
      registryHost
    }
  }
`);

const TYPES = ['both', 'cpu', 'gpu'];

export function ImageFields({ form, isNew, aside }: { form: Form<ImageForm>; isNew: boolean; aside?: ReactNode }) {
  const { values, set, error } = form;
  return (
    <div className="grid with-aside">
      <div className="stack">
        {isNew && <NamesPanel form={form} isNew />}
        <Reference form={form} />
        {!isNew && <NamesPanel form={form} />}
      </div>
      <div className="stack">
        {aside}
        <GroupsPanel global={values.global} groups={values.groups} onChange={set} error={error('groups')} />
      </div>
    </div>
  );
}

function Reference({ form: { values, set, text, error } }: { form: Form<ImageForm> }) {
  return (
    <Panel title={t.imagesAdmin.what}>
      <div className="field wide">
        <Field label={t.imagesAdmin.reference} hint={t.imagesAdmin.referenceHint} error={error('url')}>
          <Input className="mono" autoComplete="off" spellCheck={false} {...text('url')} />
        </Field>
      </div>
      <Field label={t.imagesAdmin.type} hint={t.imagesAdmin.typeHint} error={error('type')}>
        <TypeChoice value={values.type} onChange={(type) => set({ type })} />
      </Field>
      {values.type === 'both' && (
        <div className="field">
          <Checkbox checked={values.hasGpuUrl} onChange={(event) => set({ hasGpuUrl: event.target.checked })}>
            {t.imagesAdmin.gpuToo}
          </Checkbox>
        </div>
      )}
      {values.type === 'both' && values.hasGpuUrl && (
        <div className="field wide">
          <Field label={t.imagesAdmin.gpuReference} error={error('urlForGpu')}>
            <Input className="mono" autoComplete="off" spellCheck={false} {...text('urlForGpu')} />
          </Field>
        </div>
      )}
      <PullSecret
        value={values.useImagePullSecret}
        onChange={(useImagePullSecret) => set({ useImagePullSecret })}
        error={error('useImagePullSecret')}
      />
    </Panel>
  );
}

type ChoiceProps = { value: string; onChange: (value: string) => void; id?: string; 'aria-describedby'?: string };

function TypeChoice({ value, onChange, ...rest }: ChoiceProps) {
  return (
    <Segmented<string>
      id={rest.id}
      aria-label={t.imagesAdmin.type}
      aria-describedby={rest['aria-describedby']}
      value={value}
      onChange={onChange}
      options={TYPES.map((type) => ({ value: type, label: t.imagesAdmin.typeOf(type) }))}
    />
  );
}

function PullSecret({ value, onChange, error }: { value: string; onChange: (value: string) => void; error?: string }) {
  const { data } = useQuery(apiQuery(SecretsDocument, {}, ['system']));
  const secrets = (data?.secrets ?? []).filter((secret) => secret !== null);
  const options = secrets.map(({ id, name, displayName, registryHost }) => ({
    value: id,
    label: [displayName || name, registryHost].filter(Boolean).join(', '),
  }));
  const missing = value !== '' && data !== undefined && !secrets.some(({ id }) => id === value);
  const hint = secrets.length > 0 ? t.imagesAdmin.pullSecretHint : t.imagesAdmin.noSecrets;
  return (
    <Field
      label={t.imagesAdmin.pullSecret}
      optional
      error={error}
      hint={
        <>
          {hint} <Link to="/admin/secrets/new">{t.imagesAdmin.newSecret}</Link>
        </>
      }
    >
      <Select<string>
        value={value}
        onChange={onChange}
        options={[
          { value: '', label: t.imagesAdmin.noSecret },
          ...options,
          ...(missing ? [{ value, label: value }] : []),
        ]}
      />
    </Field>
  );
}

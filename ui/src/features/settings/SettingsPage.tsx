// The settings of the whole installation.
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useNow } from '../../api/clock';
import type { SystemSettingsQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import { Field } from '../../ui/Field';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm, type Form } from '../../ui/form';
import { RadioLabel } from '../admin/GroupsPanel';
import { NumberInput } from '../../ui/NumberInput';
import { Select } from '../../ui/Select';
import { problems, toForm, toUpdate, type SettingsForm } from './settings-form';

const SettingsDocument = graphql(`
  query SystemSettings {
    system {
      org {
        name
        logo {
          url
        }
      }
      defaultUserVolumeCapacity
      timezone {
        name
      }
      grantSudo
    }
  }
`);

const SaveDocument = graphql(`
  mutation SaveSettings($data: SystemUpdateInput!) {
    updateSystem(data: $data) {
      grantSudo
    }
  }
`);

export function SettingsPage() {
  const query = useQuery(apiQuery(SettingsDocument, {}, ['system']));
  usePage(t.settings.title, t.shell.administration, { form: Boolean(query.data) });
  return (
    <>
      <PageHead title={t.settings.title} sub={t.settings.sub} />
      {query.data?.system ? (
        <Settings system={query.data.system} />
      ) : (
        <Panel>
          <PanelState query={query} what={t.settings.the} height={480}>
            {() => null}
          </PanelState>
        </Panel>
      )}
    </>
  );
}

function Settings({ system }: { system: NonNullable<SystemSettingsQuery['system']> }) {
  const form = useForm(toForm(system), problems);
  const { mutateAsync } = useApiMutation(SaveDocument, ['system']);
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ data: toUpdate(form.changedValues()) });
    toast.success(t.settings.saved);
  };
  const { values, set, text, error } = form;
  return (
    <AdminForm form={form} send={send}>
      <div className="grid with-aside">
        <div className="stack">
          <Panel title={t.settings.organisation}>
            <Field label={t.settings.orgName} hint={t.settings.orgNameHint} error={error('org.name')}>
              <Input autoComplete="organization" maxLength={100} {...text('org.name')} />
            </Field>
            <Field label={t.settings.logo} optional hint={t.settings.logoHint} error={error('org.logo.url')}>
              <Input inputMode="url" autoComplete="off" spellCheck={false} {...text('org.logo.url')} />
            </Field>
          </Panel>
          <TimePanel form={form} />
        </div>
        <div className="stack">
          <Panel title={t.settings.volumes}>
            <Field
              label={t.settings.capacity}
              hint={t.settings.capacityHint}
              error={error('defaultUserVolumeCapacity')}
            >
              <NumberInput
                unit="GiB"
                value={values.defaultUserVolumeCapacity}
                onChange={(next) => set({ defaultUserVolumeCapacity: next })}
              />
            </Field>
          </Panel>
          <Panel title={t.settings.security}>
            <Checkbox checked={values.grantSudo} onChange={(event) => set({ grantSudo: event.target.checked })}>
              <RadioLabel text={t.settings.sudo} hint={t.settings.sudoHint} />
            </Checkbox>
            <p className="hint">{t.settings.sudoFact}</p>
          </Panel>
        </div>
      </div>
    </AdminForm>
  );
}

/** "Etc/UTC" is what the server starts with, and browsers leave it out of their list. */
const ZONES = [...new Set(['Etc/UTC', ...Intl.supportedValuesOf('timeZone')])];

function TimePanel({ form: { values, set, error } }: { form: Form<SettingsForm> }) {
  const now = useNow(60);
  const zone = values['timezone.name'];
  const options = (ZONES.includes(zone) ? ZONES : [zone, ...ZONES]).map((value) => ({ value, label: value }));
  return (
    <Panel title={t.settings.time}>
      <Field
        label={t.settings.timezone}
        hint={`${t.settings.timezoneHint} ${t.settings.now(clockIn(zone, now))}`}
        error={error('timezone.name')}
      >
        <Select<string> showSearch value={zone} onChange={(next) => set({ 'timezone.name': next })} options={options} />
      </Field>
    </Panel>
  );
}

function clockIn(timeZone: string, now: number): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(now);
  } catch {
    // A zone that only the server knows.
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(now);
  }
}

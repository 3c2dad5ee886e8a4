// The settings of a group: quota, names, volume.
import { Input } from 'antd';
import type { GroupPageQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { useToast } from '../../ui/toast';
import { AdminForm } from '../admin/AdminForm';
import { useForm } from '../../ui/form';
import { problems, toForm, toUpdate } from './group-form';
import { InUsePanel } from './InUsePanel';
import { QuotaPanel } from './QuotaPanel';
import { VolumePanel } from './VolumePanel';

const SaveDocument = graphql(`
  mutation SaveGroup($id: ID!, $data: GroupUpdateInput!) {
    updateGroup(where: { id: $id }, data: $data) {
      id
    }
  }
`);

export type Group = NonNullable<GroupPageQuery['group']>;

export function GroupSettings({ group }: { group: Group }) {
  const form = useForm(toForm(group), problems);
  const { mutateAsync } = useApiMutation(SaveDocument, ['group']);
  const toast = useToast();
  const send = async () => {
    await mutateAsync({ id: group.id, data: toUpdate(form.changedValues()) });
    toast.success(t.admin.saved(form.values.displayName || group.name));
  };
  const volumeSize = group.enabledSharedVolume ? (group.sharedVolumeCapacity ?? undefined) : undefined;
  return (
    <AdminForm form={form} send={send} fact={t.groups.quotaFact}>
      <div className="grid with-aside">
        <div className="stack">
          <QuotaPanel form={form} inUse={{ quota: group.groupQuota, workloads: group.workloads }} />
          <InUsePanel workloads={group.workloads} />
        </div>
        <div className="stack">
          <Panel title={t.admin.names}>
            <Field label={t.admin.displayName} error={form.error('displayName')}>
              <Input autoComplete="off" placeholder={group.name} {...form.text('displayName')} />
            </Field>
            <div className="field-label">{t.admin.name}</div>
            <div className="mono">{group.name}</div>
            <div className="hint">
              {t.groups.pathHint[0]} <span className="mono">/project/{pathForm(group.name)}</span>
              {t.groups.pathHint[1]}
            </div>
          </Panel>
          <VolumePanel form={form} size={volumeSize} name={pathForm(group.name)} />
        </div>
      </div>
    </AdminForm>
  );
}

/** How the name stands in paths. */
const pathForm = (name: string) => name.toLowerCase().replaceAll('_', '-');

// The shared volume of a group: whether there is one, its size, and where it is seen.
import { Checkbox } from 'antd';
import { volume } from '../../format/units';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { Tag } from '../../ui/Tag';
import type { Form } from '../../ui/form';
import { NumberInput } from '../../ui/NumberInput';
import { RadioLabel } from '../admin/GroupsPanel';
import type { GroupForm } from './group-form';

/** `size` is that of the volume that is there already; it cannot be taken back. */
export function VolumePanel({ form, size, name }: { form: Form<GroupForm>; size?: number; name?: string }) {
  const { values, set, error } = form;
  return (
    <Panel title={t.groups.volume} extra={size ? <Tag tone="accent">{volume(size)}</Tag> : undefined}>
      <div className="stack">
        {size ? (
          <p className="dim2 small">
            {t.groups.volumeMounted[0]} <span className="mono">/project/{name}</span> {t.groups.volumeMounted[1]}{' '}
            {t.groups.volumeKept}
          </p>
        ) : (
          <Checkbox
            checked={values.enabledSharedVolume}
            onChange={(event) => set({ enabledSharedVolume: event.target.checked })}
          >
            <RadioLabel text={t.groups.volumeOn} hint={t.groups.volumeText} />
          </Checkbox>
        )}
        {!size && values.enabledSharedVolume && (
          <Field label={t.groups.volumeSize} error={error('sharedVolumeCapacity')}>
            <NumberInput
              unit="GiB"
              value={values.sharedVolumeCapacity}
              onChange={(next) => set({ sharedVolumeCapacity: next })}
            />
          </Field>
        )}
        {values.enabledSharedVolume && (
          <Checkbox
            checked={values.launchGroupOnly}
            onChange={(event) => set({ launchGroupOnly: event.target.checked })}
          >
            <RadioLabel text={t.groups.launchOnly} hint={t.groups.launchOnlyHint} />
          </Checkbox>
        )}
      </div>
    </Panel>
  );
}

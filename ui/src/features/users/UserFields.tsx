// The fields of the user form, for new users and for changes.
import { Checkbox, Input } from 'antd';
import { volume } from '../../format/units';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';
import { RadioLabel } from '../admin/GroupsPanel';
import { NumberInput } from '../../ui/NumberInput';
import { Picker } from '../admin/Picker';
import { useGroupSearch } from '../admin/search';
import type { UserForm } from './user-form';

type Props = { form: Form<UserForm> };

export function Basics({ form: { text, error }, isNew, federated }: Props & { isNew?: boolean; federated?: boolean }) {
  return (
    <Panel title={t.users.basics}>
      {federated && (
        <div className="field">
          <Note>{t.users.federated}</Note>
        </div>
      )}
      {isNew && (
        <Field label={t.users.username} hint={t.users.usernameHint} error={error('username')}>
          <Input
            className="mono"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={65}
            {...text('username')}
          />
        </Field>
      )}
      <Field label={t.users.email} optional error={error('email')}>
        <Input type="email" autoComplete="off" disabled={federated} {...text('email')} />
      </Field>
      <Field label={t.users.firstName} optional error={error('firstName')}>
        <Input autoComplete="off" disabled={federated} {...text('firstName')} />
      </Field>
      <Field label={t.users.lastName} optional error={error('lastName')}>
        <Input autoComplete="off" disabled={federated} {...text('lastName')} />
      </Field>
    </Panel>
  );
}

export function Memberships({ form: { values, set, error } }: Props) {
  const search = useGroupSearch();
  return (
    <Panel title={t.users.groups}>
      <Field label={t.users.memberOf} hint={t.users.memberHint} error={error('groups')}>
        <Picker
          {...search}
          value={values.groups}
          onChange={(groups) => set({ groups })}
          placeholder={t.admin.chooseGroups}
        />
      </Field>
    </Panel>
  );
}

/** `isMe`: one's own account can neither be disabled nor lose the role, so that nobody locks themselves out. */
export function Access({ form: { values, set }, isNew, isMe }: Props & { isNew?: boolean; isMe?: boolean }) {
  return (
    <Panel title={t.users.access}>
      <div className="stack">
        {!isNew && (
          <Checkbox
            checked={values.enabled}
            disabled={isMe}
            onChange={(event) => set({ enabled: event.target.checked })}
          >
            <RadioLabel text={t.users.enabled} hint={isMe ? t.users.ownEnabled : t.users.enabledHint} />
          </Checkbox>
        )}
        <Checkbox checked={values.isAdmin} disabled={isMe} onChange={(event) => set({ isAdmin: event.target.checked })}>
          <RadioLabel text={t.users.administrator} hint={isMe ? t.users.ownAdmin : t.users.administratorHint} />
        </Checkbox>
      </div>
    </Panel>
  );
}

export function PersonalVolume({ form: { values, set, error }, standard }: Props & { standard: number }) {
  const { own, amount } = values.volumeCapacity;
  return (
    <Panel title={t.users.volume}>
      <div className="stack">
        <Checkbox
          checked={!own}
          onChange={(event) => set({ volumeCapacity: { own: !event.target.checked, amount: amount ?? standard } })}
        >
          <RadioLabel text={t.users.volumeDefault(volume(standard))} hint={t.users.volumeHint} />
        </Checkbox>
        {own && (
          <Field label={t.users.volumeSize} error={error('volumeCapacity')}>
            <NumberInput
              unit="GiB"
              value={amount}
              onChange={(next) => set({ volumeCapacity: { own: true, amount: next } })}
            />
          </Field>
        )}
      </div>
    </Panel>
  );
}

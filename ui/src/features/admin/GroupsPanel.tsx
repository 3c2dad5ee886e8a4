// Who may use an object of the catalogue: every group, or chosen ones.
import { Radio } from 'antd';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { Picker } from './Picker';
import type { Choice } from './relation';
import { useGroupSearch } from './search';
import './form.css';

type Reach = { global: boolean; groups: Choice[] };

type Props = Reach & { onChange: (reach: Partial<Reach>) => void; error?: string };

export function GroupsPanel({ global, groups, onChange, error }: Props) {
  const search = useGroupSearch();
  return (
    <Panel title={t.admin.who}>
      <Radio.Group
        className="radio-rows"
        aria-label={t.admin.who}
        value={global}
        onChange={(event) => onChange({ global: event.target.value as boolean })}
        options={[
          { value: true, label: <RadioLabel text={t.admin.everyGroup} hint={t.admin.everyGroupHint} /> },
          { value: false, label: t.admin.chosenGroups },
        ]}
      />
      {!global && (
        <div className="below">
          <Field label={t.groups.title} error={error}>
            <Picker
              {...search}
              value={groups}
              onChange={(next) => onChange({ groups: next })}
              placeholder={t.admin.chooseGroups}
            />
          </Field>
          {groups.length === 0 && (
            <div className="below">
              <Note tone="warn">{t.admin.noGroupsChosen}</Note>
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}

export function RadioLabel({ text, hint }: { text: string; hint: string }) {
  return (
    <span className="cell2">
      {text}
      <span className="sub">{hint}</span>
    </span>
  );
}

// Edits the tolerations of an instance type.
import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { t } from '../../messages/admin';
import { FieldError } from '../../ui/Field';
import { Select } from '../../ui/Select';
import { tolerationProblem, type Toleration } from './type-form';
import './rows.css';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const blank: Toleration = { key: '', operator: 'Exists', value: '', effect: '' };

type Props = { rows: Toleration[]; onChange: (rows: Toleration[]) => void; error?: string };

export function Tolerations({ rows, onChange, error }: Props) {
  const change = (at: number, part: Partial<Toleration>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return (
    <div>
      <h3 className="sub-title">{t.instanceTypes.tolerations}</h3>
      <p className="hint rows-hint">{t.instanceTypes.tolerationsText}</p>
      {rows.map((row, i) => (
        <Row
          key={i}
          row={row}
          number={i + 1}
          wrong={Boolean(error) && tolerationProblem(row) !== undefined}
          onChange={(part) => change(i, part)}
          onRemove={() => onChange(rows.filter((_, other) => other !== i))}
        />
      ))}
      {error && <FieldError>{error}</FieldError>}
      <Button
        size="small"
        className="add-row"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => onChange([...rows, blank])}
      >
        {t.instanceTypes.addToleration}
      </Button>
    </div>
  );
}

type RowProps = {
  row: Toleration;
  number: number;
  wrong: boolean;
  onChange: (part: Partial<Toleration>) => void;
  onRemove: () => void;
};

function Row({ row, number, wrong, onChange, onRemove }: RowProps) {
  const label = (part: string) => `${t.instanceTypes.tolerationOf(number)}: ${part}`;
  return (
    <div className="edit-row four" role="group" aria-label={t.instanceTypes.tolerationOf(number)}>
      <Input
        className="mono"
        aria-label={label(t.instanceTypes.key)}
        placeholder={t.instanceTypes.key}
        status={wrong ? 'error' : ''}
        aria-invalid={wrong || undefined}
        value={row.key}
        onChange={(event) => onChange({ key: event.target.value })}
      />
      <Select
        aria-label={label(t.instanceTypes.operator)}
        value={row.operator}
        onChange={(operator) => onChange({ operator })}
        options={(['Exists', 'Equal'] as const).map((value) => ({ value, label: t.instanceTypes.operators[value] }))}
      />
      <Input
        className="mono"
        aria-label={label(t.instanceTypes.value)}
        placeholder={row.operator === 'Exists' ? t.common.none : t.instanceTypes.value}
        disabled={row.operator === 'Exists'}
        value={row.operator === 'Exists' ? '' : row.value}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      <Select
        aria-label={label(t.instanceTypes.effect)}
        value={row.effect}
        onChange={(effect) => onChange({ effect })}
        options={[
          { value: '', label: t.instanceTypes.anyEffect },
          ...EFFECTS.map((value) => ({ value, label: value })),
        ]}
      />
      <Button
        type="text"
        icon={<X size={15} aria-hidden />}
        aria-label={t.instanceTypes.removeToleration(number)}
        onClick={onRemove}
      />
    </div>
  );
}

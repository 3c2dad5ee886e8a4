// Edits the labels that a machine must have for an instance type.
import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { t } from '../../messages/admin';
import { FieldError } from '../../ui/Field';
import { labelProblem, type Label } from './type-form';
import './rows.css';

type Props = { rows: Label[]; onChange: (rows: Label[]) => void; error?: string };

export function NodeSelector({ rows, onChange, error }: Props) {
  const change = (at: number, part: Partial<Label>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  return (
    <div>
      <h3 className="sub-title">{t.instanceTypes.nodeSelector}</h3>
      <p className="hint rows-hint">{t.instanceTypes.nodeSelectorText}</p>
      {rows.map((row, i) => {
        const wrong = Boolean(error) && labelProblem(row, rows) !== undefined;
        return (
          <div key={i} className="edit-row two" role="group" aria-label={t.instanceTypes.labelOf(i + 1)}>
            <Input
              className="mono"
              aria-label={`${t.instanceTypes.labelOf(i + 1)}: ${t.instanceTypes.key}`}
              placeholder={t.instanceTypes.key}
              status={wrong ? 'error' : ''}
              aria-invalid={wrong || undefined}
              value={row.key}
              onChange={(event) => change(i, { key: event.target.value })}
            />
            <Input
              className="mono"
              aria-label={`${t.instanceTypes.labelOf(i + 1)}: ${t.instanceTypes.value}`}
              placeholder={t.instanceTypes.value}
              value={row.value}
              onChange={(event) => change(i, { value: event.target.value })}
            />
            <Button
              type="text"
              icon={<X size={15} aria-hidden />}
              aria-label={t.instanceTypes.removeLabel(i + 1)}
              onClick={() => onChange(rows.filter((_, other) => other !== i))}
            />
          </div>
        );
      })}
      {error && <FieldError>{error}</FieldError>}
      <Button
        size="small"
        className="add-row"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => onChange([...rows, { key: '', value: '' }])}
      >
        {t.instanceTypes.addLabel}
      </Button>
    </div>
  );
}

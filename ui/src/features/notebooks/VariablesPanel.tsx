// The environment variables of the notebook, a row each.
import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { t } from '../../messages/en';
import { FieldError } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import { wrongVariable, type Variable } from './launch-choice';

type Props = { rows: Variable[]; onChange: (rows: Variable[]) => void; checked: boolean; error?: string };

const ERROR_ID = 'variables-error';

export function VariablesPanel({ rows, onChange, checked, error }: Props) {
  const change = (at: number, part: Partial<Variable>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const wrong = (row: Variable) => checked && wrongVariable(row);
  const message = error ?? (rows.some(wrong) ? t.notebooks.variableRule : undefined);
  return (
    <Panel title={t.notebooks.variables} sub={t.notebooks.variablesSub}>
      <div className="stack tight">
        {rows.map((row, i) => (
          <div className="row" key={i}>
            <Input
              className="mono variable-name"
              aria-label={t.notebooks.variableName(i + 1)}
              aria-invalid={wrong(row) || undefined}
              aria-describedby={wrong(row) ? ERROR_ID : undefined}
              status={wrong(row) ? 'error' : ''}
              spellCheck={false}
              value={row.name}
              onChange={(event) => change(i, { name: event.target.value })}
            />
            <span className="dim" aria-hidden>
              =
            </span>
            <Input
              className="mono variable-value"
              aria-label={t.notebooks.variableValue(i + 1)}
              spellCheck={false}
              value={row.value}
              onChange={(event) => change(i, { value: event.target.value })}
            />
            <Button
              type="text"
              icon={<X size={16} />}
              aria-label={t.notebooks.removeVariable(row.name)}
              onClick={() => onChange(rows.filter((_, at) => at !== i))}
            />
          </div>
        ))}
        {message && <FieldError id={ERROR_ID}>{message}</FieldError>}
        <div>
          <Button size="small" icon={<Plus size={14} />} onClick={() => onChange([...rows, { name: '', value: '' }])}>
            {t.notebooks.addVariable}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

// One line of a quota: the amount, or no limit, and what is used now.
import { useId } from 'react';
import { Checkbox } from 'antd';
import { t } from '../../messages/admin';
import { FieldError } from '../../ui/Field';
import { NumberInput } from '../../ui/NumberInput';
import type { Limit } from './quota-form';

type Props = {
  label: string;
  unit: string;
  step?: number;
  /** "The whole group" or "Each member", for screen readers. */
  whose: string;
  value: Limit;
  onChange: (limit: Limit) => void;
  hint?: string;
  error?: string;
};

export function LimitInput({ label, unit, step, whose, value, onChange, hint, error }: Props) {
  const id = useId();
  const { unlimited, amount } = value;
  return (
    <div className="field-line">
      <label htmlFor={id}>{label}</label>
      <div>
        <div className="row wrap">
          <NumberInput
            id={id}
            aria-label={`${whose}: ${label}`}
            aria-describedby={`${id}-note`}
            aria-invalid={error ? true : undefined}
            status={error ? 'error' : ''}
            unit={unit}
            step={step}
            disabled={unlimited}
            placeholder={unlimited ? t.admin.noLimitInput : undefined}
            value={unlimited ? null : amount}
            onChange={(next) => onChange({ unlimited: false, amount: next })}
          />
          <Checkbox
            checked={unlimited}
            aria-label={t.groups.unlimitedOf(whose, label)}
            onChange={(event) => onChange({ unlimited: event.target.checked, amount })}
          >
            {t.admin.unlimited}
          </Checkbox>
        </div>
        <div id={`${id}-note`}>
          {error ? <FieldError>{error}</FieldError> : hint && <div className="hint num">{hint}</div>}
        </div>
      </div>
    </div>
  );
}

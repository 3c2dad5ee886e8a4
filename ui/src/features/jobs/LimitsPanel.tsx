// How long a job may run, and which place it takes among those that wait.
import { Segmented } from 'antd';
import { duration } from '../../format/time';
import { t } from '../../messages/jobs';
import { Field, FieldError } from '../../ui/Field';
import type { Form } from '../../ui/form';
import { NumberInput } from '../../ui/NumberInput';
import { Panel } from '../../ui/Panel';
import type { Unit } from './deadline';
import type { JobValues } from './job-form';
import type { JobOptions } from './job-options';
import './job-form.css';

type Props = { form: Form<JobValues>; options: JobOptions };

export function LimitsPanel({ form, options }: Props) {
  return (
    <Panel>
      <div className="limits">
        <TimeLimit form={form} options={options} />
        <Priority form={form} options={options} />
      </div>
    </Panel>
  );
}

function TimeLimit({ form, options: { defaultDeadlineSeconds } }: Props) {
  const { amount, unit } = form.values.activeDeadlineSeconds;
  const standard = defaultDeadlineSeconds ? duration(defaultDeadlineSeconds * 1000) : t.jobs.deadlineNone;
  const units = Object.keys(t.jobs.units) as Unit[];
  return (
    <Field
      label={t.jobs.deadline}
      error={form.error('activeDeadlineSeconds')}
      hint={amount === 0 ? t.jobs.deadlineZero : t.jobs.deadlineHint(standard)}
    >
      <DeadlineInput
        amount={amount}
        unit={unit}
        // Seconds are only shown where a program set them.
        units={units.filter((name) => name !== 'seconds' || unit === 'seconds')}
        onChange={(next) => form.set({ activeDeadlineSeconds: next })}
      />
    </Field>
  );
}

type DeadlineProps = {
  amount: number | null;
  unit: Unit;
  units: Unit[];
  onChange: (deadline: JobValues['activeDeadlineSeconds']) => void;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

function DeadlineInput({ amount, unit, units, onChange, ...rest }: DeadlineProps) {
  return (
    <div className="row wrap">
      <div className="deadline-amount">
        <NumberInput value={amount} unit="" onChange={(next) => onChange({ amount: next, unit })} {...rest} />
      </div>
      <Segmented<Unit>
        aria-label={t.jobs.unit}
        value={unit}
        onChange={(next) => onChange({ amount, unit: next })}
        options={units.map((value) => ({ value, label: t.jobs.units[value] }))}
      />
    </div>
  );
}

const HIGH = 10;

function Priority({ form, options: { maxPriority } }: Props) {
  const { priority } = form.values;
  const { low, normal, high } = t.jobs.priorities;
  const names = new Map([
    [-HIGH, low],
    [0, normal],
    [HIGH, high],
  ]);
  // A clone may have another one; it is shown as its number.
  const values = [...new Set([...names.keys(), priority])].sort((a, b) => a - b);
  const error = form.error('priority');
  return (
    <div className="field" role="group" aria-labelledby="priority-label" aria-describedby="priority-hint">
      <div className="field-label">
        <span id="priority-label">{t.jobs.priority}</span>
      </div>
      <Segmented<number>
        aria-labelledby="priority-label"
        value={priority}
        onChange={(next) => form.set({ priority: next })}
        options={values.map((value) => ({
          value,
          label: names.get(value) ?? String(value),
          disabled: value > Math.max(0, maxPriority),
        }))}
      />
      <div className="hint" id="priority-hint">
        {t.jobs.priorityHint} {maxPriority <= 0 && t.jobs.priorityRule}
      </div>
      {error && <FieldError>{error}</FieldError>}
    </div>
  );
}

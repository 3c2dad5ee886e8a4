// The schedule of a recurring job: how often, the cron text, the time zone, and what that means for the next five runs.
import { Input, Radio } from 'antd';
import { t } from '../../../messages/jobs';
import { Field } from '../../../ui/Field';
import type { Form } from '../../../ui/form';
import { Select } from '../../../ui/Select';
import type { JobValues } from '../job-form';
import { toRecurrence } from '../job-form';
import type { JobOptions } from '../job-options';
import { NextRuns } from './NextRuns';
import { TYPES, type RecurrenceType } from './recurrence';
import { usePreview } from './recurrence-preview';

const SYSTEM = '';

export function ScheduleFields({ form, options }: { form: Form<JobValues>; options: JobOptions }) {
  const { values } = form;
  const type = values['recurrence.type'];
  const query = usePreview(toRecurrence(values));
  const preview = query.data?.recurrencePreview;
  const problem = (field: string) => (preview?.field === field ? (preview.problem ?? undefined) : undefined);
  const zones = [
    { value: SYSTEM, label: t.recurring.timezoneSystem(options.timezone) },
    ...options.timezones.map((zone) => ({ value: zone, label: zone })),
  ];
  return (
    <div className="schedule-grid">
      <div>
        <Radio.Group
          className="radio-rows schedule-types"
          aria-label={t.recurring.recurrence}
          value={type}
          onChange={(event) => form.set({ 'recurrence.type': event.target.value as RecurrenceType })}
        >
          {TYPES.map((name) => (
            <Radio key={name} value={name}>
              <span className="cell2">
                {t.recurring.types[name]}
                <span className="sub">{t.recurring.typeNotes[name]}</span>
              </span>
            </Radio>
          ))}
        </Radio.Group>
      </div>
      <div>
        {type === 'custom' && (
          <Field
            label={t.recurring.cron}
            hint={t.recurring.cronHint}
            error={
              form.error('recurrence.cron') ??
              (values['recurrence.cron'].trim() ? problem('recurrence.cron') : undefined)
            }
          >
            <Input className="mono" autoComplete="off" spellCheck={false} {...form.text('recurrence.cron')} />
          </Field>
        )}
        {type !== 'inactive' && (
          <Field
            label={t.recurring.timezone}
            error={form.error('recurrence.timezone') ?? problem('recurrence.timezone')}
          >
            <Select<string>
              showSearch
              popupMatchSelectWidth={false}
              value={values['recurrence.timezone']}
              onChange={(zone: string) => form.set({ 'recurrence.timezone': zone })}
              options={zones}
            />
          </Field>
        )}
        <h3>{t.recurring.nextRuns}</h3>
        <NextRuns
          times={preview?.problem ? [] : (preview?.nextRunTimes ?? [])}
          timezone={preview?.timezone ?? options.timezone}
          none={type === 'inactive' ? t.recurring.noNextRunsOnDemand : t.recurring.noNextRuns}
          loading={query.isPending}
          failed={query.error}
        />
      </div>
    </div>
  );
}

// When a new job runs: at once, on a schedule, or both; and the schedule.
import { Radio } from 'antd';
import { t } from '../../messages/jobs';
import type { Form } from '../../ui/form';
import { Panel } from '../../ui/Panel';
import type { JobValues, When } from './job-form';
import type { JobOptions } from './job-options';
import { ScheduleFields } from './recurring/ScheduleFields';
import './job-form.css';

/** `fixed`: a recurring job that exists is only edited. */
export function WhenPanel({ form, options, fixed }: { form: Form<JobValues>; options: JobOptions; fixed: boolean }) {
  const { when } = form.values;
  return (
    <Panel title={fixed ? t.recurring.schedule : t.jobs.when}>
      {!fixed && (
        <Radio.Group
          className="radio-rows"
          aria-label={t.jobs.when}
          value={when}
          onChange={(event) => form.set({ when: event.target.value as When })}
        >
          {(Object.entries(t.jobs.whenOptions) as [When, string[]][]).map(([value, [name, note]]) => (
            <Radio key={value} value={value}>
              <span className="cell2">
                {name}
                <span className="sub">{note}</span>
              </span>
            </Radio>
          ))}
        </Radio.Group>
      )}
      {when !== 'now' && (
        <div className={fixed ? undefined : 'schedule-below'}>
          <ScheduleFields form={form} options={options} />
        </div>
      )}
    </Panel>
  );
}

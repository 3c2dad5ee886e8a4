// The form for jobs and recurring jobs: what is chosen, what that means for quotas and queue, and sending it.
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from 'antd';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/jobs';
import { useMe } from '../../shell/me';
import { FieldError, focusFirstError } from '../../ui/Field';
import { useForm, type Form } from '../../ui/form';
import { FormBar } from '../../ui/FormBar';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { LinkButton } from '../../ui/LinkButton';
import { Note } from '../../ui/Note';
import { AfterThis } from '../workload/AfterThis';
import { amountsOf } from '../workload/amounts';
import { ImagePanel } from '../workload/ImagePanel';
import { InstanceTypePanel } from '../workload/InstanceTypePanel';
import { imageFits, imageNamed, typeNamed } from '../workload/options';
import { MountsPanel, QuotaPanels } from '../workload/QuotaPanels';
import { RefusalText } from '../workload/RefusalText';
import { CommandPanel } from './CommandPanel';
import { exceeded } from './exceeded';
import { problems, type JobValues } from './job-form';
import type { JobOptions, Workload } from './job-options';
import { LimitsPanel } from './LimitsPanel';
import { queueFact } from './queue-fact';
import { WhenPanel } from './WhenPanel';
import '../workload/launch.css';

type Props = {
  options: JobOptions;
  workloads: readonly Workload[];
  first: JobValues;
  groupName: string;
  /** Said above the form. */
  warnings?: string[];
  /** A recurring job that exists is changed. */
  edits?: boolean;
  cancelTo: string;
  send: (values: JobValues) => Promise<void>;
};

export function JobForm({ options, workloads, first, groupName, warnings = [], edits = false, cancelTo, send }: Props) {
  // The first choice is made once; what the server says later changes what can be chosen, not what was chosen.
  const [saved] = useState(first);
  const form = useForm<JobValues>(saved, (values) => problems(values, options));
  const [failure, setFailure] = useState<unknown>();
  const element = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const { username } = useMe();
  const { values } = form;
  const type = typeNamed(options.instanceTypes, values.instanceType);
  const image = imageNamed(options.images, values.image);
  const add = type && amountsOf(type);
  // A recurring job takes nothing now.
  const takes = values.when === 'recurring' ? undefined : add;
  const over = takes ? exceeded(takes, { ...options, workloads, username }) : [];

  const submit = async () => {
    sending.current = true;
    setFailure(undefined);
    const { wrongField, failure: other } = await form.submit(() => send(values));
    sending.current = false;
    if (wrongField) focusFirstError(element.current);
    if (other) setFailure(other);
  };
  const byEvent = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };
  const imageError =
    form.error('image') ?? (image && !imageFits(image, type) ? problems(values, options).image : undefined);

  return (
    <form ref={element} className="form-page" onSubmit={byEvent} onKeyDown={byKey} noValidate>
      {/* While it is being sent it leads to another page. */}
      <LeaveGuard changed={() => form.changes > 0 && !sending.current} />
      <div className="grid with-aside launch-grid">
        <div className="stack">
          {warnings.map((warning) => (
            <Note key={warning} tone="warn">
              {warning}
            </Note>
          ))}
          {failure !== undefined && (
            <Note tone="bad">
              {asApiError(failure).message} <span className="mono">{asApiError(failure).code}</span>
            </Note>
          )}
          <CommandPanel form={form} options={options} />
          <InstanceTypePanel
            options={options.instanceTypes}
            value={values.instanceType}
            onChange={(instanceType) => form.set({ instanceType })}
            canWait
            error={typeError(form, over)}
          />
          <ImagePanel
            options={options.images}
            instanceType={type}
            value={values.image}
            onChange={(next) => form.set({ image: next })}
            error={imageError}
          />
          <WhenPanel form={form} options={options} fixed={edits} />
          <LimitsPanel form={form} options={options} />
        </div>
        <div className="stack launch-aside">
          <QuotaPanels options={options} add={takes} />
          <MountsPanel mounts={options.mounts} />
        </div>
      </div>
      <FormBar
        errors={form.errors}
        fact={values.when === 'recurring' ? undefined : queueFact(options.queueLength, over.length > 0, groupName)}
        phoneLine={takes && <AfterThis quota={options.userQuota} add={takes} />}
      >
        <Button type="primary" htmlType="submit" loading={form.busy}>
          {edits ? t.recurring.save : submitLabel(values, over.length > 0)}
        </Button>
        <LinkButton to={cancelTo}>{t.common.cancel}</LinkButton>
      </FormBar>
    </form>
  );
}

function typeError(form: Form<JobValues>, over: ReturnType<typeof exceeded>) {
  const error = form.error('instanceType');
  if (error) return <FieldError>{error}</FieldError>;
  if (over.length === 0) return undefined;
  return <RefusalText limits={over} typeName={form.values.instanceType ?? ''} whatToDo={t.jobs.waitOrSmaller} />;
}

function submitLabel({ when }: JobValues, waits: boolean): string {
  if (when === 'recurring') return t.jobs.createRecurring;
  if (when === 'both') return t.jobs.runAndCreate;
  return waits ? t.jobs.queue : t.jobs.run;
}

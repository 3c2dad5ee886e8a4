// Name and command of a job, with what the command finds where it runs.
import { useState } from 'react';
import { Input } from 'antd';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { number } from '../../format/number';
import { duration } from '../../format/time';
import { t } from '../../messages/jobs';
import { Field } from '../../ui/Field';
import type { Form } from '../../ui/form';
import { Panel } from '../../ui/Panel';
import type { JobValues } from './job-form';
import type { JobOptions } from './job-options';
import './job-form.css';

export function CommandPanel({ form, options }: { form: Form<JobValues>; options: JobOptions }) {
  return (
    <Panel>
      <Field label={t.jobs.name} error={form.error('displayName')}>
        <Input maxLength={200} {...form.text('displayName')} />
      </Field>
      <Field label={t.jobs.command} error={form.error('command')} hint={<ArtifactHint options={options} />}>
        <Input.TextArea
          className="mono command"
          rows={rowsFor(form.values.command)}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          {...form.text('command')}
        />
      </Field>
      <Help />
    </Panel>
  );
}

function ArtifactHint({ options: { artifactRetentionSeconds, artifactLimitMb, artifactLimitFiles } }: Options) {
  const { before, after } = t.jobs.artifactHint(
    duration(artifactRetentionSeconds * 1000),
    t.jobs.megabytes(number(artifactLimitMb)),
    t.jobs.artifactCount(artifactLimitFiles),
  );
  return (
    <>
      {before} <span className="mono">artifacts/</span> {after}
    </>
  );
}

/** It grows with its lines; antd's own growing leaves a second text area behind that screen readers stumble over. */
const rowsFor = (command: string) => Math.min(20, Math.max(4, command.split('\n').length + 1));

type Options = { options: JobOptions };

function Help() {
  const [open, setOpen] = useState(false);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <div className="command-help">
      <button type="button" className="plain-button small dim2 row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Arrow size={14} aria-hidden />
        {t.jobs.commandHelp}
      </button>
      {open && (
        <div className="well-text">
          <dl>
            {t.jobs.commandHelpRows.map(([name, text]) => (
              <div key={name}>
                <dt className="mono">{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <p>{t.jobs.commandHelpText}</p>
        </div>
      )}
    </div>
  );
}

// The choice of the instance type, with what each gives and why one cannot be chosen.
import { Cpu } from 'lucide-react';
import { number } from '../../format/number';
import { amount, resources } from '../../format/units';
import { t } from '../../messages/en';
import { EmptyState } from '../../ui/EmptyState';
import { OptionList } from '../../ui/OptionList';
import { Panel } from '../../ui/Panel';
import { amountsOf } from './amounts';
import type { TypeOption } from './options';
import type { ReactNode } from 'react';

type Props = {
  options: readonly TypeOption[];
  value?: string;
  onChange: (value: string) => void;
  /** Shown below, with the panel framed. */
  error?: ReactNode;
  /** What does not fit now can be chosen all the same: it waits until it does. */
  canWait?: boolean;
};

const ERROR_ID = 'instance-type-error';

export function InstanceTypePanel({ options, value, onChange, error, canWait }: Props) {
  const fit = options.filter((option) => option.fits).length;
  return (
    <section>
      <Panel
        flush
        title={t.workload.instanceType}
        extra={options.length > 0 && <span className="dim small">{t.workload.fitNow(fit, options.length)}</span>}
        tone={error ? 'bad' : undefined}
      >
        {options.length === 0 ? (
          <EmptyState icon={Cpu} tone="idle" title={t.workload.noTypes} text={t.workload.noTypesText} />
        ) : (
          <OptionList
            label={t.workload.instanceType}
            name="instance-type"
            nameTitle={t.home.name}
            columnTitles={[t.common.cpu, t.common.memory, t.common.gpu]}
            value={value}
            onChange={onChange}
            invalid={Boolean(error) && !canWait}
            describedBy={error ? ERROR_ID : undefined}
            options={options.map((option) => toOption(option, canWait))}
          />
        )}
      </Panel>
      {error && <div id={ERROR_ID}>{error}</div>}
    </section>
  );
}

function toOption({ instanceType, fits, never, reason }: TypeOption, canWait = false) {
  const amounts = amountsOf(instanceType);
  const title = instanceType.displayName !== instanceType.name ? instanceType.displayName : undefined;
  return {
    value: instanceType.name,
    name: instanceType.name,
    note: [title, instanceType.description].filter(Boolean).join(' · '),
    blocked: fits || (canWait && !never) ? undefined : (reason ?? undefined),
    compact: resources(amounts),
    columns: [
      number(amounts.cpu),
      amount(amounts.memory, 'memory'),
      amounts.gpu > 0 ? number(amounts.gpu) : <span className="dim">{t.common.none}</span>,
    ],
  };
}

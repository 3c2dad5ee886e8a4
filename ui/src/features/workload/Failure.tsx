// Why something failed: one sentence, a detail, what to do, the cause to tell others, and the last lines it wrote.
import type { ReactNode } from 'react';
import { CircleX } from 'lucide-react';
import { logLevel } from '../../format/log-lines';
import { t } from '../../messages/en';
import { CopyableId, CopyButton } from '../../ui/CopyButton';
import { LogRow } from '../../ui/LogRow';
import { Panel } from '../../ui/Panel';
import '../../ui/LogView.css';
import './workload.css';

export type Failure = { message: string; detail: string | null; nextStep: string; code: string; lastLines: string[] };

/** `actions`: what can be done about it at once. */
export function FailurePanel({ failure, actions }: { failure: Omit<Failure, 'lastLines'>; actions?: ReactNode }) {
  const { message, detail, nextStep, code } = failure;
  return (
    <Panel tone="bad">
      <div className="failure">
        <CircleX size={20} color="var(--ph-bad)" aria-hidden />
        <div className="grow">
          <h2>{message}</h2>
          {detail && <p className="dim2">{detail}</p>}
          <p>
            <b className="strong">{t.workload.whatToDo}</b> {nextStep}
          </p>
          <div className="row wrap">
            {actions}
            <CopyButton
              size="small"
              label={t.workload.copyDetails}
              text={[message, detail, nextStep, code].filter(Boolean).join('\n')}
            />
            <span className="dim small">
              {t.workload.cause} <CopyableId text={code} />
            </span>
          </div>
        </div>
      </div>
    </Panel>
  );
}

export function LastLines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Panel
      flush
      title={t.workload.lastLines}
      sub={t.workload.lastLinesSub}
      extra={<CopyButton size="small" quiet text={lines.join('\n')} />}
    >
      <div className="log short" role="log" aria-live="off" aria-label={t.workload.lastLines} tabIndex={0}>
        {lines.map((text, i) => (
          <LogRow key={i} line={{ number: i + 1, text, level: logLevel(text) }} times={false} mark="" current={false} />
        ))}
      </div>
    </Panel>
  );
}

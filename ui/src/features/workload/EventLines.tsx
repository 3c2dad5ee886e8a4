// The events of a start as lines of a log.
import { Button } from 'antd';
import { ArrowDownToLine } from 'lucide-react';
import type { LogLevel } from '../../format/log-lines';
import { t } from '../../messages/en';
import { CopyButton } from '../../ui/CopyButton';
import { LogRow } from '../../ui/LogRow';
import { Panel } from '../../ui/Panel';
import { saveText } from '../../ui/save';
import { oldestFirst, type WorkloadEvent } from './events';
import '../../ui/LogView.css';

const levels: Record<string, LogLevel | undefined> = { warn: 'warn', warning: 'warn', bad: 'fatal', error: 'fatal' };

const asText = (events: readonly WorkloadEvent[]) => events.map(({ at, text }) => `${at} ${text}\n`).join('');

type Props = { id: string; title: string; events: readonly WorkloadEvent[]; loading: boolean };

export function EventLines({ id, title, events, loading }: Props) {
  const lines = oldestFirst(events);
  return (
    <Panel
      flush
      title={title}
      extra={
        lines.length > 0 && (
          <>
            <CopyButton size="small" quiet text={asText(lines)} />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownToLine size={14} />}
              onClick={() => saveText(`${id}-events.txt`, asText(lines), 'text/plain')}
            >
              {t.workload.log.download}
            </Button>
          </>
        )
      }
    >
      <div className="log short" role="log" aria-live="off" aria-label={title} tabIndex={0}>
        {lines.length === 0 && !loading && <p className="log-empty dim">{t.workload.noEvents}</p>}
        {lines.map(({ id: key, at, text, level }, i) => (
          <LogRow key={key} line={{ number: i + 1, at, text, level: levels[level] }} times mark="" current={false} />
        ))}
      </div>
    </Panel>
  );
}
